"""Numbers and points: groups, ElGamal, proofs, credentials, signatures, key files. Knows no election and no JSON."""
