"""The operator's commands: serve, examine, back up, send mails, run the demo."""
