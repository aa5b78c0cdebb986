"""The registrar's pages: they receive public credentials, but never a token."""
