"""The trustees: their keys, the key generation, the rehearsal, their personal links."""
