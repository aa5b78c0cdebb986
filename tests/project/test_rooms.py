"""The rooms: no folder of source has too many files, and the browser code imports only from rooms below its own."""

from __future__ import annotations

import re
from collections import Counter
from os.path import dirname, join, normpath
from pathlib import Path

ROOTS = ("ballot", "frontend/src", "templates", "tests")
MOST = 27
SOURCE = frozenset({".css", ".html", ".js", ".py", ".txt"})
GENERATED = frozenset({"ballot/static/js"})

# From top to bottom. Rooms of one floor do not know each other; "" are the files outside of the rooms.
FLOORS = (("booth", "check", "registrar", "trustee"), ("page",), ("verify",), ("protocol",), ("crypto",), ("",))
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
IMPORT = re.compile(r'(?:from|import) "(\.{1,2}/[^"]+)"')


def crowded(repo_root: Path, roots: tuple[str, ...]) -> dict[str, int]:
    """Return the folders with more files of source than a room may have, with their number."""
    found = [path for root in roots for path in (repo_root / root).rglob("*") if path.suffix in SOURCE]
    files = Counter(str(path.parent.relative_to(repo_root)) for path in found)
    return {folder: number for folder, number in files.items() if number > MOST and folder not in GENERATED}


def room_of(module: str) -> str:
    """Return the room of a module of the browser code: the first folder of its path."""
    return module.split("/")[0] if "/" in module else ""


def may_import(importer: str, imported: str) -> bool:
    """Return whether a module may import another one."""
    above, below = room_of(importer), room_of(imported)
    return above == below or FLOOR_OF[above] < FLOOR_OF[below]


def test_no_folder_of_source_has_too_many_files(repo_root: Path) -> None:
    assert crowded(repo_root, ROOTS) == {}


def test_a_crowded_folder_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "frontend" / "src" / "room"
    folder.mkdir(parents=True)
    for number in range(MOST + 1):
        (folder / f"{number}.js").touch()
    assert crowded(tmp_path, ROOTS) == {"frontend/src/room": MOST + 1}


def test_the_browser_code_imports_only_from_rooms_below(repo_root: Path) -> None:
    sources = repo_root / "frontend" / "src"
    modules = {str(path.relative_to(sources)): path.read_text() for path in sources.rglob("*.js")}
    imports = [
        (name, normpath(join(dirname(name), path))) for name, text in modules.items() for path in IMPORT.findall(text)
    ]
    assert len(imports) > 300
    assert [pair for pair in imports if not may_import(*pair)] == []


def test_an_import_from_above_is_found() -> None:
    assert may_import("booth/paper/order.js", "page/dom.js") and may_import("crypto/group.js", "errors.js")
    assert not may_import("crypto/group.js", "protocol/ballot.js") and not may_import("check/main.js", "booth/words.js")
