"""V6 to V8: the encrypted tally, the shuffles, the partial decryptions."""
