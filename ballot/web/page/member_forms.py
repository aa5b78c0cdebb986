"""The forms for changing a frozen roll."""

import re
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField, TextAreaField, ValidationError

from ballot.election.amendments import admissions, removals
from ballot.election.amendments.corrections import FIELDS
from ballot.election.amendments.replacing import CHANNELS
from ballot.election.proposals import MAX_REASON
from ballot.language import _, lazy
from ballot.web.page.chosen_member import WhomForm
from ballot.web.page.forms import at_most, required

_CREDENTIAL = re.compile(r"[0-9a-f]{64}")


class CredentialField(StringField):
    """A public credential; what looks like a token is never shown again."""

    def pre_validate(self, form: Any) -> None:
        """Refuse anything that is not a public credential: a token must never be entered here."""
        self.data = "".join((self.data or "").split()).lower()
        if not _CREDENTIAL.fullmatch(self.data):
            self.data = ""
            raise ValidationError(_("A public credential has 64 digits from 0 to f. Never type a token here."))


class MemberForm(FlaskForm):
    """What the roll says about a member."""

    number = StringField(FIELDS["number"])
    name = StringField(FIELDS["name"], [required(lazy("Enter the name."))])
    email = StringField(FIELDS["email"])
    address = TextAreaField(FIELDS["address"])
    country = StringField(FIELDS["country"])
    language = StringField(FIELDS["language"])


def _reason() -> StringField:
    return StringField(lazy("How do you know?"), [required(lazy("Say how you know.")), at_most(MAX_REASON)])


class AdmissionForm(MemberForm):
    """A new member. If a registrar makes the tokens the form has `spare`, otherwise `channel`."""

    weight = StringField(lazy("Weight of the vote"), default="1")
    why = RadioField(
        lazy("Why is the member added?"),
        [required(lazy("Choose why."))],
        choices=list(admissions.REASONS),  # type: ignore[arg-type]  # the page says what they mean
    )
    channel = RadioField(
        lazy("How does the token reach the member?"),
        [required(lazy("Choose how it goes out."))],
        choices=list(CHANNELS),  # type: ignore[arg-type]  # the page says what they mean
    )
    spare = CredentialField(lazy("Spare public credential, from the registrar"))
    reason = _reason()

    def __init__(self, *args: Any, registrars: bool, **values: Any) -> None:
        super().__init__(*args, **values)
        del self["channel" if registrars else "spare"]

    def payload(self) -> dict[str, str]:
        """Return the proposal."""
        said = {name: self[name].data or "" for name in (*admissions.ADMITTED, "channel", "spare") if name in self}
        return {**said, "reason": self.why.data}


class RemovalForm(WhomForm):
    """Whom to remove, and why. If a registrar makes the tokens the form has `revoked`."""

    why = RadioField(
        lazy("Why is the member removed?"),
        [required(lazy("Choose why."))],
        choices=list(removals.REASONS),  # type: ignore[arg-type]  # the page says what they mean
    )
    revoked = CredentialField(lazy("Public credential of the member’s token, from the registrar"))
    reason = _reason()

    def __init__(self, *args: Any, registrars: bool, **values: Any) -> None:
        super().__init__(*args, **values)
        if not registrars:
            del self["revoked"]

    def payload(self, member: int) -> dict[str, str]:
        """Return the proposal."""
        revoked = (self["revoked"].data or "") if "revoked" in self else ""
        return {"member": str(member), "reason": self.why.data, "revoked": revoked}
