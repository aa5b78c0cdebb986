"""The user's own account: log-in, second step, passkeys, invitations."""
