"""Threads of their own for casting, and for the pages and data of the booth (W25).

gunicorn gives each process one pool of threads, and requests queue for it in the order in which they come: whoever asks
for enough of anything keeps ballots waiting. Here the beginning of a request decides which threads serve it, before
any thread is occupied.
"""

from __future__ import annotations

import re
import selectors
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

# The beginning of a request, and how many threads of each process serve such requests and no others.
RESERVED: Final = (
    (re.compile(rb"POST /vote/[^/ ]*/cast[ ?]"), 4),
    (re.compile(rb"(?:GET|POST) /(?:vote/|static/)"), 4),
)
THREADS_RESERVED: Final = sum(threads for _, threads in RESERVED)
_TURN: Final = 0.001  # seconds
_BEGINNING: Final = 200  # bytes: longer than every such beginning


class ThreadPools(ThreadWorker):
    """A worker process of gunicorn with several pools of threads."""

    def init_process(self) -> None:
        """Make the reserved threads; gunicorn makes the others, as many as its option says.

        Only one thread runs Python at a time. Casting waits for the database often, and afterwards for its turn: each
        thread that computes meanwhile may make it wait this long, and Python's own value is 5 ms.
        """
        sys.setswitchinterval(_TURN)
        self.reserved = [(beginning, ThreadPoolExecutor(threads)) for beginning, threads in RESERVED]
        super().init_process()

    def enqueue_req(self, conn: Any) -> None:
        """Give a request to its threads; if nothing of it is here yet, wait without occupying a thread."""
        beginning = _beginning(conn)
        if beginning is None:
            self._wait_for_beginning(conn)
            return
        done = self._pool_for(beginning).submit(self.handle, conn)
        done.add_done_callback(lambda future: self.method_queue.defer(self.finish_request, conn, future))

    def _pool_for(self, beginning: bytes) -> ThreadPoolExecutor:
        pools = (pool for pattern, pool in self.reserved if pattern.match(beginning))
        general: ThreadPoolExecutor = self.tpool
        return next(pools, general)

    def _wait_for_beginning(self, conn: Any) -> None:
        """Let the poller watch the connection, as gunicorn does with those that its threads gave up waiting for."""
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))


def _beginning(conn: Any) -> bytes | None:
    """Return the first bytes of a connection's next request without taking them; None if there are none yet."""
    if conn.parser is not None and (read_ahead := conn.parser.unreader.buf.getvalue()):
        return bytes(read_ahead[:_BEGINNING])
    try:
        return bytes(conn.sock.recv(_BEGINNING, socket.MSG_PEEK | socket.MSG_DONTWAIT))
    except BlockingIOError:
        return None
    except OSError:
        return b""  # the connection is gone: a thread finds out and closes it
