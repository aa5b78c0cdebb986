"""Factories of elections and archives, good and evil. See elections.py, container.py, forging.py, tool.py."""
