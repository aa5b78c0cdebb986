"""Storage: the only package that uses SQL.

`open_database` and `migrate` (session.py), the rows (models.py), and the board's single writer (board.py).
"""
