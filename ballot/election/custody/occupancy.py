"""Which processes use the database of this machine: many may at once, but one that exchanges it must be alone.

Operating system locks on one file in the data folder: they are released when the process ends, however it ends.
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
    """Use the database until this process ends; return the descriptor that keeps the lock.

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
    """Reserve the database for this process.

    Raises: NotPermitted if another process of this machine uses it.
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
