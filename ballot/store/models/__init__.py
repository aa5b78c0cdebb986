"""The rows of the database, in two halves that are kept apart.

The **roll side** (`people`, `election`, `paper`, `roll`, `mail`) knows who a member is and whether their token is
spent. The **board side** (`board`) knows ballots and tracking numbers. No table contains both a member and a tracking
number, and `board` imports nothing of the roll side (setup.cfg).

Importing this package adds all tables to `base.Base.metadata`.
"""

from ballot.store.models import board, election, mail, paper, people, roll

__all__ = ["board", "election", "mail", "paper", "people", "roll"]
