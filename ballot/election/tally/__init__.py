"""The cryptographic phase after the voting: shuffles, shares, and the tally they open."""
