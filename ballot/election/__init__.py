"""What people do in an election, one module per act. The only place that joins rules, storage and protocol.

setup (with trustees, roll, freezing, cautions) -> outbox, mailer -> casting -> tallying -> counting -> publishing; and
officers (accounts), identity (the server's signing key), states, turnout, log.

Functions take a `Session` (one transaction; the caller's `with database.session()` commits it) except `cast_ballot`,
`token_status` and `deliver_outbox`, which manage their own transactions and take the `Database`.
"""
