"""The returning officer's commands."""
