"""The one guard against requests that another site's page forges (W2). Nothing is exempt."""

from flask_wtf.csrf import CSRFProtect

csrf = CSRFProtect()
