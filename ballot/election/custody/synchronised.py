"""Ask the kernel whether its clock is synchronised, as chrony, ntpd and systemd-timesyncd tell it."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Final

_UNSYNCHRONISED: Final = 0x0040  # STA_UNSYNC
_ERROR: Final = -1
_TIMESYNCD: Final = Path("/run/systemd/timesync/synchronized")


class _Timex(ctypes.Structure):
    """The beginning of `struct timex`; the rest is room for what we do not read."""

    _fields_ = (
        ("modes", ctypes.c_uint),  # 0: change nothing
        ("offset", ctypes.c_long),
        ("frequency", ctypes.c_long),
        ("maximum_error", ctypes.c_long),
        ("estimated_error", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    )


def is_synchronised() -> bool:
    """Return whether the kernel's clock is synchronised; False if nothing says so.

    A container may forbid the call. Then the file that systemd-timesyncd makes is looked for.
    """
    found = _Timex()
    call = getattr(ctypes.CDLL(None, use_errno=True), "adjtimex", None)
    if call is not None and call(ctypes.byref(found)) != _ERROR:
        return not found.status & _UNSYNCHRONISED
    return _TIMESYNCD.exists()
