"""A member's pages: the booth, and the list of the member's elections."""
