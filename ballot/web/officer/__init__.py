"""The returning officer's pages, one module for each step of the election."""
