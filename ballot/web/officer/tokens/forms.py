"""The forms for the delivery of tokens."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import DateTimeLocalField, EmailField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from ballot.election.tokens.ledger import DECISIONS, MAX_REASON
from ballot.language import _, lazy
from ballot.web.page.forms import at_most, required
from ballot.web.page.times import zone_names


class TokensForm(FlaskForm):
    """The decision on the tokens of some members; those in the page's list are sent as `members`."""

    who = TextAreaField(lazy("Other members"), [Optional(), at_most(20_000)])
    decision = RadioField(
        lazy("What becomes of their tokens?"),
        [required(lazy("Choose what becomes of the tokens."))],
        choices=list(DECISIONS),  # type: ignore[arg-type]  # the page explains them
    )
    reason = StringField(lazy("Reason"), [at_most(MAX_REASON)])

    def validate_reason(self, field: StringField) -> None:
        """Require a reason if the decision records one."""
        if self.decision.data in ("held", "undeliverable") and not (field.data or "").strip():
            raise ValidationError(_("Say why: the reason stands in the log."))

    def only_undeliverable(self) -> None:
        """Offer only what is still possible when the vote is closed."""
        self.decision.choices = ["undeliverable"]  # type: ignore[list-item]
        self.decision.data = "undeliverable"

    def words(self) -> list[str]:
        """Return the membership numbers and addresses that were entered, one per line."""
        return [line.strip() for line in (self.who.data or "").splitlines() if line.strip()]


class ReturnedForm(FlaskForm):
    """A file of returned mails."""

    file = FileField(lazy("Returned mails (mbox, or one mail)"), [FileRequired(lazy("Choose a file."))])


class TrialForm(FlaskForm):
    """The recipient of a test mail."""

    address = EmailField(lazy("Send a test mail to"), [required(lazy("Enter an e-mail address.")), at_most(254)])


class ReminderForm(FlaskForm):
    """When a reminder is sent; the officer's own words are sent as `note-` with the language."""

    when = RadioField(lazy("When?"), [required(lazy("Choose when it goes out."))], choices=["now", "later"])  # type: ignore[list-item]
    at = DateTimeLocalField(lazy("Day and time"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    zone = SelectField(lazy("Time zone"), choices=[], validate_choice=False)  # used only with a time

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.zone.choices = zone_names()  # type: ignore[assignment]  # each value is its own label

    def validate_when(self, field: RadioField) -> None:
        """Require the time if it is needed."""
        if field.data == "later" and self.at.data is None:
            raise ValidationError(_("Enter the day and the time at which the reminder goes out."))
        if field.data == "later" and self.zone.data not in zone_names():
            raise ValidationError(_("Choose a time zone."))
