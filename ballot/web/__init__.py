"""The web application: an app factory, thin views grouped by actor, and headers on every response.

Other packages use only `create_app`.
"""

from ballot.web.app import create_app

__all__ = ["create_app"]
