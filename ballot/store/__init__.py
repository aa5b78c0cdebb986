"""Storage: the only package that speaks SQL.

`open_database` and `migrate` (session.py), the rows (models.py), and the board's single writer (board.py).
"""
