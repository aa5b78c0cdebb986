"""What an officer should know before freezing: not errors, but reasons to look twice."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ballot.store.models import Election


def setup_warnings(session: Session, election: Election) -> list[str]:
    """Return sentences about look-alike names (B16), small or distinctly weighted rolls (P1), lone trustees (P9)."""
    raise NotImplementedError
