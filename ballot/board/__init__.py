"""The public bulletin board: event chain, archive and companion file, checkpoints and receipts."""
