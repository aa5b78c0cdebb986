"""Storage: the only package that uses SQL.

`open_database` and `migrate` (session.py), the rows (models), and the board's single writer (board.py).
"""
