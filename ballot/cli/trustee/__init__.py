"""A trustee's commands, and the tools for the key."""
