"""A trustee's page, and what it asks the server."""
