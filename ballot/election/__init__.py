"""What people do in an election, one module per act. The only place that joins rules, storage and protocol.

setup (with paper, trustees, roll, tokens) -> mail -> voting -> closing -> tally -> result; and accounts, amendments,
custody (boards, database and the server's key), notices, practice, states, log.

Functions take a `Scene` or a `Session` (one transaction; the caller's `with database.session()` commits it) except
`cast_ballot`, `token_status` and `deliver_outbox`, which manage their own transactions and take the `Database`.
"""
