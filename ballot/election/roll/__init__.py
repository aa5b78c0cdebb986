"""The electoral roll: a file's columns and rows, its upload, duplicates, and search."""
