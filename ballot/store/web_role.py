"""The role with which the web application uses PostgreSQL: it reads and writes rows, and changes no table or trigger.

The tables and the triggers that keep the board append-only belong to another role, which prepares the database before
the server starts. So whoever makes the application run a statement of theirs cannot drop a trigger first (W26).
"""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from ballot.errors import ConfigurationError
from ballot.store.session import Database

_RIGHTS = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {role}",
)
# Whether a role may do what the owner of the tables may, by being or becoming one who may.
_TOO_MIGHTY = text(
    "SELECT rolsuper OR rolcreaterole OR pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles "
    "WHERE rolname = :role"
)


def grant_rights(database: Database, web_url: str) -> None:
    """Give the role that the web's URL names its rights, as the owner of the tables.

    Raises: ConfigurationError if there is no such role, or it could take the owner's rights.
    """
    role = str(make_url(web_url).username)
    quoted = '"' + role.replace('"', '""') + '"'
    with database.engine.begin() as connection:
        _refuse_mighty(connection, role)
        for statement in _RIGHTS:
            connection.exec_driver_sql(statement.format(role=quoted))


def _refuse_mighty(connection: Connection, role: str) -> None:
    mighty = connection.execute(_TOO_MIGHTY, {"role": role}).scalar()
    if mighty is None:
        raise ConfigurationError(f"PostgreSQL has no role {role}. Make it: createuser {role}")
    if mighty:
        raise ConfigurationError(
            f"The role {role} of BALLOT_DATABASE_WEB could change tables and triggers. "
            "Choose one that is no superuser, makes no roles, and is no member of the owner's."
        )
