"""The command line: one module per actor, imported only when its command is run."""
