"""The one guard against requests that another site's page forges (W2). Exempt is only what no form can ask for.

Programs' requests carry a key (`ballot.web.api.operations`) and trustees' a header with the secret of their link
(`ballot.web.trustee.pages`), instead of a cookie.
"""

from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
