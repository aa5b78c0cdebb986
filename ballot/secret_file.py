"""Secrets on disk: written once, readable only by their owner, and never where git would track them."""

import os
import stat
import subprocess
from pathlib import Path

from ballot.errors import ConfigurationError


def write_secret(path: Path, content: bytes) -> None:
    """Write a new secret file with mode 0600; never overwrite an existing one.

    Raises:
        ConfigurationError: the file already exists, git would track it, or it cannot be written.
    """
    refuse_tracked_path(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            # A key that is lost in a power cut is worse than no key: what it has signed remains.
            os.fsync(stream.fileno())
    except FileExistsError:
        raise ConfigurationError(f"{path} is there already. Move it away, or choose another name.") from None
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be written: {error.strerror}.") from error


def replace_file(path: Path, content: bytes) -> None:
    """Write or replace one of our own files, readable only by its owner. Afterwards it is entirely old or entirely new.

    Raises:
        OSError: it cannot be written; the old file is unchanged.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".new")
    temporary.unlink(missing_ok=True)  # left by an interrupted run, or somebody's link to another file
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make sure that the file names in a folder survive a power cut, as the contents do."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_secret(path: Path) -> bytes:
    """Return the content of a secret file.

    Raises:
        ConfigurationError: it cannot be read, or others besides its owner can read it.
    """
    try:
        mode = path.stat().st_mode
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ConfigurationError(f"{path} can be read by others. Run: chmod 600 {path}")
    return content


def refuse_tracked_path(path: Path) -> None:
    """Refuse a path inside a git work tree that git does not ignore.

    Raises:
        ConfigurationError: `git add` would add the file, and with it the secret.
    """
    folder = _existing_parent(path)
    if not _inside_work_tree(folder):
        return
    ignored = _git(folder, "check-ignore", "--quiet", "--no-index", str(path.absolute())) == 0
    known = _git(folder, "ls-files", "--error-unmatch", str(path.absolute())) == 0
    if known or not ignored:
        raise ConfigurationError(
            f"{path} would be tracked by git, so no secret is written there. Choose a path outside the "
            "repository, or one in keys/ or another folder that git ignores."
        )


def _existing_parent(path: Path) -> Path:
    folder = path.absolute().parent
    while not folder.is_dir():
        folder = folder.parent
    return folder


def _inside_work_tree(folder: Path) -> bool:
    return any((parent / ".git").exists() for parent in (folder, *folder.parents))


def _git(folder: Path, *arguments: str) -> int:
    """Return git's exit code. Without git, answer as if nothing were ignored, so that the path is refused."""
    try:
        return subprocess.run(["git", "-C", str(folder), *arguments], check=False, capture_output=True).returncode
    except FileNotFoundError:
        return 1
