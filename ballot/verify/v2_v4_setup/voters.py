"""The public credentials with their weights, by number: what `ElectionContext.weights` is for the verifier."""

from __future__ import annotations

import hashlib
import secrets
from array import array
from collections.abc import Iterator

from ballot.verify.case.digests import NOWHERE, Digests

_WIDTH = 16


class Voters:
    """The list of public credentials, each under a keyed hash of 16 bytes: nobody can prepare two that collide.

    A hundred thousand credentials as text in a dictionary would take 17 MB; this takes 3.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._credentials = Digests(_WIDTH)
        self._weights: array[int] | None = None  # None: all are 1
        self.total_weight = 0

    def _name(self, credential: str) -> bytes:
        # Lone surrogates cannot occur in a record, but must not raise an error here.
        return hashlib.blake2b(credential.encode("utf-8", "surrogatepass"), digest_size=_WIDTH, key=self._key).digest()

    def add(self, credential: str, weight: int) -> bool:
        """Add a credential; False: it was there already, and now has this weight."""
        name = self._name(credential)
        number = self._credentials.find(name)
        if weight != 1 and self._weights is None:
            self._weights = array("Q", [1]) * len(self._credentials)
        if number != NOWHERE:
            self.total_weight += weight - self.weight(number)
            if self._weights is not None:
                self._weights[number] = weight
            return False
        self._credentials.append(name)
        self.total_weight += weight
        if self._weights is not None:
            self._weights.append(weight)
        return True

    def __len__(self) -> int:
        return len(self._credentials)

    def find(self, credential: str) -> int:
        """Return the number of a credential, from 0, or NOWHERE."""
        return self._credentials.find(self._name(credential))

    def weight(self, number: int) -> int:
        """Return the weight of the credential with this number."""
        return 1 if self._weights is None else self._weights[number]

    def __contains__(self, credential: object) -> bool:
        return isinstance(credential, str) and self.find(credential) != NOWHERE

    def __getitem__(self, credential: str) -> int:
        number = self.find(credential)
        if number == NOWHERE:
            raise KeyError(credential)
        return self.weight(number)

    def get(self, credential: str) -> int | None:
        """Return the weight of a credential, or None if it is not on the list."""
        number = self.find(credential)
        return None if number == NOWHERE else self.weight(number)

    def values(self) -> Iterator[int]:
        """Yield all weights, in the order of the list."""
        return map(self.weight, range(len(self)))
