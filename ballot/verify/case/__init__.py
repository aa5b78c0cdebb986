"""What the phases share: the archive in hand, the numbered checks, and the report."""
