"""Ballot tokens: made, sealed, handed out, and accounted for in the ledger."""
