"""The officer's pages about the delivery of tokens: mails, letters, the merge file, reminders."""
