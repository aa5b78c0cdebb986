"""Safekeeping of boards and database: known checkpoints, agreement of the tables, backups, the server's key, health."""
