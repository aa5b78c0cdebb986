"""Numbers and points: groups, ElGamal, proofs, credentials, signatures, key files. Knows no election and no JSON.

Start with `group`, which picks the group and its backend; its `Point` and `Scalar` are in every signature. The other
packages use all modules except those with an underscore, which are the backends.
"""
