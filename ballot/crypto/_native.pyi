"""The Rust kernel's border (rust/python). Points and scalars are 32 bytes each; lists are their concatenation.

Optional: built where a Rust toolchain is. `ballot.crypto._kernel` is its only user.
"""

from collections.abc import Sequence

ENGINE: str

def vartime_find_stranger(points: bytes) -> int | None:
    """Return the place of the first entry that is not the canonical form of a member of the subgroup, or None."""

def aggregate(table: bytes, width: int, subtract: bool) -> bytes:
    """Return the sums of the columns of a table of points; with `subtract`, the first row minus all others."""

def multiply(points: bytes, scalars: bytes) -> bytes:
    """Return scalar_i point_i; one scalar may stand for all. Constant time."""

def commit(base: bytes, a: bytes, b: bytes, plus: bytes) -> bytes:
    """Return plus_i + a_i G + b_i base; an empty list stands for zeros. Constant time."""

def multiscalar(points: bytes, scalars: bytes) -> bytes:
    """Return the sum of all scalar_i point_i. Constant time."""

def vartime_multiscalar(points: bytes, scalars: bytes) -> bytes:
    """Return the sum of all scalar_i point_i. Public data only."""

def vartime_commitments(y: bytes, a: bytes, b: bytes, x: bytes, c: bytes) -> bytes:
    """Return a_i G + b_i y + c_i x_i; `b` may be empty. Public data only."""

def generators(start: int, count: int) -> bytes:
    """Return the independent generators number `start` to `start + count - 1` (specification table 9)."""

def vartime_verify_disjunctions(
    y: bytes, prefixes: Sequence[bytes], sizes: Sequence[int], values: Sequence[int], claims: bytes
) -> int | None:
    """Return the place of the first proof that does not hold, or None. Public data only.

    `claims`: alpha, beta, challenge and response of each branch; `sizes` counts the branches of each proof.
    """

def prove_disjunctions(
    y: bytes, prefixes: Sequence[bytes], sizes: Sequence[int], truths: Sequence[int], branches: bytes
) -> bytes:
    """Return challenge and response of every branch of every proof. Constant time.

    `branches`: randomness, challenge, response and delta (plaintext minus claimed value) of each; of the true branch,
    whose number in its proof is in `truths`, challenge and delta are zero and response is the nonce.
    """
