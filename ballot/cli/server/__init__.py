"""The operator's commands: serve, check the installation, back up, send mails, run the demo."""
