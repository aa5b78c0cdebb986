"""The registrar's pages: public credentials come in, no token ever does."""
