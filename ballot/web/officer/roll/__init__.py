"""The officer's pages of the roll: upload, search, and changes after the freeze."""
