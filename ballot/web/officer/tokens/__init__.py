"""The officer's pages about tokens on their way: mails, letters, the merge file, reminders."""
