"""Background jobs of the server: mails, the clock, rolls, practice elections, PDFs. One loop, one lock, one table."""
