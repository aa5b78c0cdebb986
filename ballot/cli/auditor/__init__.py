"""The auditor's commands: verify an archive, count a contest. They need neither web framework nor database."""
