"""The job that makes PDFs: each once, one at a time, in a separate process. They are kept in memory, never on disk.

A sheet of many stages takes a few seconds to lay out; no request and no transaction waits for it. Every process of a
server has its own press: if the same PDF is requested from another process, it is made again there.
"""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

from ballot.errors import BallotError, PdfUnavailable
from ballot.language import _
from ballot.report import make_pdf_apart

KEPT: Final = 16  # documents, of a few hundred kilobytes each
MOST_WAITING: Final = 64
SECRETS_KEPT: Final = 120.0  # seconds for which a PDF with secrets can be downloaded


class _Order(NamedTuple):
    page: str
    secret: bool


class _Print(NamedTuple):
    """The outcome of an order: a PDF, or the reason why there is none (None: an unexpected error)."""

    made: bytes | BallotError | OSError | None
    secret: bool
    at: float


class Press:
    """Accepts orders for PDFs, makes one in each turn, and keeps the latest ones."""

    def __init__(self, make: Callable[[str], bytes] = make_pdf_apart) -> None:
        self._make = make
        self._guard = threading.Lock()
        self._key = secrets.token_bytes(32)
        self._orders: OrderedDict[str, _Order] = OrderedDict()
        self._prints: OrderedDict[str, _Print] = OrderedDict()

    def order(self, page: str, *, secret: bool = False) -> str:
        """Order the PDF of a page, unless it is already ordered; return the name of the order, which nobody can guess.

        Raises:
            PdfUnavailable: too many orders are waiting.
        """
        name = hmac.digest(self._key, page.encode(), "sha256").hex()
        with self._guard:
            if name not in self._prints and name not in self._orders:
                if len(self._orders) >= MOST_WAITING:
                    raise PdfUnavailable(_("Other PDFs are being made just now. Try again in a minute."))
                self._orders[name] = _Order(page, secret)
        return name

    def take(self, name: str) -> bytes | None:
        """Return a PDF, or None while it is being made. A PDF with secrets is returned once and then deleted.

        Raises:
            PdfUnavailable: it cannot be made on this machine. The next order will try again.
            OSError: the machine fails.
        """
        with self._guard:
            found = self._prints.get(name)
            if found is None:
                return None
            if found.secret or not isinstance(found.made, bytes):
                del self._prints[name]
        if found.made is None:
            raise PdfUnavailable(_("The PDF could not be made. Try again in a minute."))
        if not isinstance(found.made, bytes):
            raise found.made
        return found.made

    def is_open(self, name: str) -> bool:
        """Return whether an order is waiting or being processed."""
        return name in self._orders

    def turn(self) -> float | None:
        """Make the PDF that has waited longest. The next turn is due at once if more wait, else when secrets expire."""
        with self._guard:
            name, order = next(iter(self._orders.items()), (None, None))
        if name is not None and order is not None:
            self._print(name, order)
        with self._guard:
            return 0.0 if self._orders else self._forget()

    def _print(self, name: str, order: _Order) -> None:
        made: bytes | BallotError | OSError | None = None
        try:
            made = self._make(order.page)
        except (BallotError, OSError) as error:
            made = error
        finally:
            with self._guard:
                self._prints[name] = _Print(made, order.secret, time.monotonic())
                del self._orders[name]
                while len(self._prints) > KEPT:
                    self._prints.popitem(last=False)

    def _forget(self) -> float | None:
        """Delete PDFs with secrets that nobody downloaded; return the number of seconds until the next ones expire."""
        now = time.monotonic()
        ends = {name: found.at + SECRETS_KEPT for name, found in self._prints.items() if found.secret}
        for name in [name for name, end in ends.items() if end <= now]:
            del self._prints[name], ends[name]
        return min(ends.values()) - now if ends else None
