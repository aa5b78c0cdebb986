"""The one guard against requests that another site's page forges (W2). Exempt is only what no form can ask for.

Trustees' requests carry a header with the secret of their link instead of a cookie (`ballot.web.trustee`)."""

from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
