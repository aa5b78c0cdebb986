"""The booth and the ballot box: casting, running totals, turnout."""
