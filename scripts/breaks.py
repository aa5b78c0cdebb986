"""The breaks that scripts/mutants.py tries: of the Python that protects an election, and of the browser's verifier."""

from __future__ import annotations

import ast
import gc
import json
import re
import shutil
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
HASHES = re.compile(r"hash|challenge|label|sha256|scalar|sign|prove|verify")


@dataclass(frozen=True)
class Mutant(ABC):
    """One broken line: where it is, and what was done to it."""

    file: str  # below the project's root
    function: str
    line: int
    statement: int  # the line at which its statement starts
    source: str  # the line as it stands
    change: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What the list of harmless mutants names: no line number, which moves."""
        return self.file, self.function, self.source, self.change

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.change}\n    {self.source}"

    @abstractmethod
    def place(self) -> None:
        """Break the line in this process."""


# -- Python


@dataclass(frozen=True)
class PythonMutant(Mutant):
    """A function of ours with another code."""

    code: CodeType

    def place(self) -> None:
        """Give every function with this name in this file, wrapped or not, the broken code."""
        path = str(ROOT / self.file)
        found = [one for one in gc.get_objects() if type(one) is FunctionType and _is_of(one, path, self.function)]
        if not found:
            raise LookupError(f"{self.file}: no function {self.function} is loaded")
        for function in found:
            function.__code__ = self.code


def _is_of(function: FunctionType, path: str, name: str) -> bool:
    return function.__code__.co_filename == path and function.__code__.co_qualname == name


_SWAPPED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}


def python_mutants(path: Path) -> Iterator[Mutant]:
    """Yield every break of a module's functions."""
    text = path.read_text("utf-8")
    lines, tree = text.splitlines(), ast.parse(text)
    whole = compile(tree, str(path), "exec", dont_inherit=True)
    for name, function in _functions(tree):
        free = _code_of(whole, name).co_freevars
        for statement, parent in _with_statements(function):
            for node, put in _places(parent):
                for change, other in _breaks(parent, node):
                    put(ast.fix_missing_locations(ast.copy_location(other, node)))
                    code = _code_of(compile(tree, str(path), "exec", dont_inherit=True), name)
                    put(node)
                    source = lines[node.lineno - 1].strip()
                    if code.co_freevars == free:  # without `super()` a code has another shape, and fits no function
                        yield PythonMutant(
                            str(path.relative_to(ROOT)), name, node.lineno, statement, source, change, code
                        )


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef))


def _with_statements(node: ast.AST, statement: int = 0) -> Iterator[tuple[int, ast.AST]]:
    """Yield a node and all below it, each with the line at which its statement starts."""
    statement = node.lineno if isinstance(node, ast.stmt) else statement
    yield statement, node
    for below in ast.iter_child_nodes(node):
        yield from _with_statements(below, statement)


def _places(parent: ast.AST) -> Iterator[tuple[ast.expr, Callable[[ast.AST], None]]]:
    """Yield each expression right below a node, with a function that puts another in its place."""
    for field, value in ast.iter_fields(parent):
        if isinstance(value, ast.expr):
            yield value, partial(setattr, parent, field)
        elif isinstance(value, list):
            yield from (
                (one, partial(value.__setitem__, at)) for at, one in enumerate(value) if isinstance(one, ast.expr)
            )


def _breaks(parent: ast.AST, node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """Yield what an expression can be replaced by: (what that does, the other expression)."""
    match parent, node:
        case ((ast.If() | ast.While()), _) if node is parent.test:
            yield "the condition never holds", ast.Constant(False)
        case ast.Return(), ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Call(
            func=ast.Name(id="all" | "any")
        ):
            yield "always true", ast.Constant(True)
        case ast.Expr(), ast.Call() | ast.YieldFrom():
            yield "not called", ast.Constant(None)
    match node:
        case ast.BoolOp(op=op, values=values):
            for at in range(len(values)):
                rest = values[:at] + values[at + 1 :]
                yield f"without part {at + 1}", rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for at, op in enumerate(ops):
                if type(op) in _SWAPPED:
                    yield (
                        f"comparison {at + 1} one off",
                        ast.Compare(left, [*ops[:at], _SWAPPED[type(op)](), *ops[at + 1 :]], comparators),
                    )
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if HASHES.search(name):
            yield from _shorter_hashes(node)


def _shorter_hashes(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield a call that hashes, with one value less in its text."""
    for at, text in enumerate(call.args):
        for part in text.values if isinstance(text, ast.JoinedStr) else ():
            if isinstance(part, ast.FormattedValue):
                shorter = ast.JoinedStr([one for one in text.values if one is not part])
                args = [*call.args[:at], shorter, *call.args[at + 1 :]]
                yield f"does not hash {ast.unparse(part.value)}", ast.Call(call.func, args, call.keywords)


def _code_of(module: CodeType, name: str) -> CodeType:
    """Return the code of a function in a compiled module."""
    for part in name.split("."):
        (module,) = [one for one in module.co_consts if isinstance(one, CodeType) and one.co_name == part][-1:]
    return module


# -- the browser's modules


@dataclass(frozen=True)
class ScriptMutant(Mutant):
    """A module of the browser with another text."""

    text: str

    def place(self) -> None:
        """Let the tests' bridge start Node on a copy of the modules in which this one is broken."""
        from tests.frontend import bridge

        copied = Path(tempfile.mkdtemp(prefix="mutant-"))
        for name in ("src", "test"):
            shutil.copytree(FRONTEND / name, copied / name)
        for name in ("node_modules", "package.json", "bundles.json", "messages"):
            (copied / name).symlink_to(FRONTEND / name)
        (copied.parent / copied.name / Path(self.file).relative_to("frontend")).write_text(self.text, "utf-8")
        bridge.FRONTEND = copied


def script_mutants(paths: list[Path]) -> Iterator[Mutant]:
    """Yield every break of the browser's modules, as frontend/mutants.js finds them."""
    command = ["node", str(FRONTEND / "mutants.js"), *map(str, paths)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    for line in done.stdout.splitlines():
        one = json.loads(line)
        text = Path(one["file"]).read_text("utf-8")
        broken = text[: one["start"]] + one["other"] + text[one["end"] :]
        file = str(Path(one["file"]).relative_to(ROOT))
        yield ScriptMutant(file, one["function"], one["line"], one["line"], one["source"], one["change"], broken)
