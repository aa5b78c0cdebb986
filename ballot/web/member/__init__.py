"""A member's pages: the booth, and the elections on whose roll an address is."""
