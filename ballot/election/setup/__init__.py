"""A draft election, from its first name to the freeze."""
