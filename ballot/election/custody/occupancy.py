"""Who works with the database of this machine: many may at once, but whoever exchanges it must be alone.

Locks of the operating system on one file in the data folder: they are free again when their holder ends, however.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ballot.errors import ConfigurationError, NotPermitted

_FILE: Final = ".in-use"
_OCCUPIED: Final = "The server or another command works with this database. Stop them first: systemctl stop 'ballot-*'"
_EXCHANGED: Final = "The database is being exchanged by `ballot restore`. Start again when it has ended."


def occupy(data_dir: Path) -> int:
    """Work with the database until this process ends; return the descriptor that holds the lock.

    Raises: ConfigurationError while `ballot restore` runs.
    """
    descriptor = _open(data_dir)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise ConfigurationError(_EXCHANGED) from None
    return descriptor


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Hold the database for this process only.

    Raises: NotPermitted if another process of this machine works with it.
    """
    descriptor = _open(data_dir)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise NotPermitted(_OCCUPIED) from None
    finally:
        os.close(descriptor)


def _open(data_dir: Path) -> int:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        return os.open(data_dir / _FILE, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise ConfigurationError(f"{data_dir} cannot be written: {error.strerror}.") from None
