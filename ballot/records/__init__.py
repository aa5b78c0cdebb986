"""One frozen struct per kind of record on the board, with its exact bytes. No input, no output, no election logic."""
