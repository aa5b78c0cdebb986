"""Merkle trees of RFC 9162 (2.1) that grow at the right end, with a state of O(log n) hashes.

The *frontier* of a tree of n leaves is the list of the roots of its perfect subtrees, largest first: one for each bit
that is set in n. It is all that is needed to append a leaf, to compute the root, and to prove that the last leaf is in
the tree, so a receipt costs O(log n) however large the board is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from ballot.errors import InvalidProof

_EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\0" + content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def append(frontier: Sequence[bytes], size: int, leaf: bytes) -> list[bytes]:
    """Return the frontier of the tree of `size` leaves after appending the hash of one more."""
    grown = [*frontier, leaf]
    while size & 1:
        right = grown.pop()
        grown.append(_node(grown.pop(), right))
        size >>= 1
    return grown


def root(frontier: Sequence[bytes]) -> bytes:
    """Return the root hash of the tree with this frontier."""
    if not frontier:
        return _EMPTY_ROOT
    result = frontier[-1]
    for left in reversed(frontier[:-1]):
        result = _node(left, result)
    return result


def last_leaf_path(frontier_before: Sequence[bytes]) -> list[bytes]:
    """Return the inclusion proof of a leaf appended to the tree with this frontier: its left siblings, bottom up."""
    return list(reversed(frontier_before))


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> None:
    """Verify an inclusion proof (RFC 9162, 2.1.3.2).

    Raises:
        InvalidProof: the leaf is not at `index` in the tree of `size` leaves with that root.
    """
    failed = InvalidProof("the inclusion proof does not lead to the checkpoint's root")
    if not 0 <= index < size:
        raise failed
    node, last, result = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise failed
        if node & 1 or node == last:
            result = _node(sibling, result)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            result = _node(result, sibling)
        node, last = node >> 1, last >> 1
    if last != 0 or result != expected_root:
        raise failed
