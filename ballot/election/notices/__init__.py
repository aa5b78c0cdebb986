"""Who is notified of what, and when: next steps, reminders, and the mails to officers, trustees and members."""
