"""What the phases share: how the verifier was asked, the numbered checks, the index of records, and the report."""
