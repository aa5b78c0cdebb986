"""What the parties compute: trustees' keys, the election record, ballots, tally, partial decryptions, result."""
