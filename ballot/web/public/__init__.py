"""Pages for everybody: elections, board, result, audit, turnout, the server's health."""
