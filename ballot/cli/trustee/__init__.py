"""A trustee's commands, and the tools around the key."""
