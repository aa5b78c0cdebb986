"""V5: the ballots."""
