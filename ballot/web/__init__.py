"""The web application: an app factory, thin views grouped by actor, and headers on every answer.

`create_app` is the one thing that others use.
"""

from ballot.web.app import create_app

__all__ = ["create_app"]
