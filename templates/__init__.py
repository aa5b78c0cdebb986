"""The templates of pages, mails and letters; installed as ``ballot.templates``."""
