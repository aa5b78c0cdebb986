"""Accounts and log-ins of officers and members, and the keys of programs."""
