"""V2 to V4: election record and charter, trustees, public credentials."""
