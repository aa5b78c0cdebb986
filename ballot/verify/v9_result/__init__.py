"""V9 and V10: the result, the count, and what a person compares."""
