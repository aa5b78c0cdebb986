"""The protection against requests forged by another site's page (W2). Only requests that no form can make are exempt.

Instead of a cookie, requests of programs carry a key (`ballot.web.api.operations`), and those of trustees a header with
the secret of their link (`ballot.web.trustee.pages`).
"""

from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
