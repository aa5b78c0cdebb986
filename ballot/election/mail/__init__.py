"""The outbox and its delivery: texts, pace, outages, returned mails. It knows no voting, tally or result."""
