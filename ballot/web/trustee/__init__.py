"""A trustee's page, and the requests that it makes."""
