"""The forms for the times of the vote: a later end, a stop, and whether it opens and closes automatically."""

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, SelectField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from ballot.board.companion import MAX_REASON
from ballot.election.proposals import MAX_REASON as MAX_PROPOSAL
from ballot.errors import NotPermitted
from ballot.language import lazy
from ballot.web.page.forms import ConfirmForm, at_most, required
from ballot.web.page.times import to_utc, zone_names


class ScheduleForm(FlaskForm):
    """Whether the vote opens and closes automatically, and who sees the turnout."""

    by_schedule = BooleanField(lazy("Open and close the voting at these times, by the server’s clock"))
    turnout_public = BooleanField(lazy("Everybody sees the turnout while the voting lasts"))


class EndForm(FlaskForm):
    """A new end of the vote, with a public reason."""

    closes_at = DateTimeLocalField(
        lazy("New end of the voting"),
        [InputRequired(lazy("Enter the day and the time."))],
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    zone = SelectField(lazy("Time zone"), choices=[])
    reason = TextAreaField(lazy("Reason, for everybody"), [required(lazy("Enter the reason.")), at_most(MAX_PROPOSAL)])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.zone.choices = zone_names()  # type: ignore[assignment]  # each value is its own label

    def validate_closes_at(self, _field: DateTimeLocalField) -> None:
        """Refuse a time that does not exist in the chosen zone, or exists twice."""
        if self.zone.data in zone_names():
            try:
                self.moment()
            except NotPermitted as error:
                raise ValidationError(str(error)) from error

    def moment(self) -> datetime:
        """Return the end that was entered in a valid form, in UTC."""
        assert self.closes_at.data is not None, "the form takes a time"
        return to_utc(self.closes_at.data, self.zone.data)


class StopForm(ConfirmForm):
    """Why the vote is stopped."""

    reason = TextAreaField(lazy("Reason, for everybody"), [required(lazy("Enter the reason.")), at_most(MAX_REASON)])


class CallingOffForm(ConfirmForm):
    """Why there will be no result."""

    reason = TextAreaField(lazy("Reason, for everybody"), [required(lazy("Enter the reason.")), at_most(MAX_PROPOSAL)])


class ClosingForm(FlaskForm):
    """Why a vote is to be closed that is stopped, or whose announced end has not come."""

    closing_reason = TextAreaField(
        lazy("Reason for closing"), [required(lazy("Enter the reason.")), at_most(MAX_PROPOSAL)]
    )
