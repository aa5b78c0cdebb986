"""What the server does by itself: mails, the clock, rolls, practice elections, PDFs. One loop, one lock, one table."""
