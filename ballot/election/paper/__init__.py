"""The ballot paper: contests, candidates, quotas by group, photographs, statements."""
