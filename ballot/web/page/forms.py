"""The forms that officers fill in. They check what a form can; the actions in `ballot.election` check the rest."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_login import current_user
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    EmailField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import EqualTo, InputRequired, Length, NumberRange, Optional

from ballot.board.companion import MAX_REASON
from ballot.election.accounts.invitations import MAX_NAME
from ballot.election.accounts.passwords import MAXIMUM_PASSWORD_LENGTH, MINIMUM_PASSWORD_LENGTH
from ballot.election.paper.contests import MAX_TITLE
from ballot.election.result.counting import MAX_SEED
from ballot.election.setup.create import TEMPLATES
from ballot.election.setup.draft import MAX_TEXT, ElectionDraft
from ballot.errors import NotPermitted
from ballot.language import LANGUAGES, _, lazy, lazy_plural
from ballot.store.models.election import Election
from ballot.store.models.people import ROLES
from ballot.web.page.times import to_local, to_utc, zone_names
from ballot.web.services import services

_MINIMUM_PASSPHRASE = 12
EMPTY, COPY = "empty", "copy"  # what an election can start from, besides the templates


def required(sentence: str) -> InputRequired:
    """Return the validator of a field that must be filled in."""
    return InputRequired(message=sentence)


def choices(words: Mapping[str, str]) -> list[Any]:
    """Return the choices of a field, as pairs of value and label."""
    return [SelectChoice(value, label) for value, label in words.items()]


def at_most(length: int) -> Length:
    """Return the validator of a text's length."""
    return Length(
        max=length,
        message=lazy_plural("Use at most %(num)s character.", "Use at most %(num)s characters.", length),
    )


class LoginForm(FlaskForm):
    """An officer's address and password."""

    email = EmailField(lazy("E-mail address"), [required(lazy("Enter your e-mail address.")), at_most(254)])
    password = PasswordField(lazy("Password"), [required(lazy("Enter your password.")), at_most(200)])


class CodeForm(FlaskForm):
    """A code of the second factor, or a recovery code."""

    code = StringField(lazy("Code"), [required(lazy("Enter the code.")), at_most(40)])


class PasswordForm(FlaskForm):
    """The password again, before the account is changed."""

    password = PasswordField(
        lazy("Your password"), [required(lazy("Enter your password.")), at_most(MAXIMUM_PASSWORD_LENGTH)]
    )


class FactorForm(PasswordForm):
    """The password and, if the second step is too long ago, a code, before the second factor is changed."""

    code = StringField(lazy("Code of your app, or a recovery code"), [at_most(40)])

    @property
    def missing_step(self) -> str:
        """What is required in addition to the password: "", "code" or "log-in"."""
        return str(current_user.missing_step)


class _NewPassword(FlaskForm):
    """A new password, twice."""

    new = PasswordField(
        lazy("New password"),
        [
            required(lazy("Choose a password.")),
            Length(
                MINIMUM_PASSWORD_LENGTH,
                MAXIMUM_PASSWORD_LENGTH,
                lazy_plural(
                    "Use %(least)s to %(num)s character.",
                    "Use %(least)s to %(num)s characters.",
                    MAXIMUM_PASSWORD_LENGTH,
                    least=MINIMUM_PASSWORD_LENGTH,
                ),
            ),
        ],
    )
    again = PasswordField(lazy("The new password again"), [EqualTo("new", lazy("The two passwords are not the same."))])


class PasswordChangeForm(_NewPassword):
    """A new password, together with the current one."""

    current = PasswordField(lazy("Present password"), [required(lazy("Enter your present password.")), at_most(200)])


class InvitationForm(FlaskForm):
    """The code of an invitation; the whole link is accepted too."""

    code = StringField(lazy("Code of the invitation"), [required(lazy("Enter the code from the mail.")), at_most(400)])


class AcceptForm(_NewPassword):
    """The details of an invited person who has no account."""

    name = StringField(lazy("Your name"), [required(lazy("Enter your name.")), at_most(MAX_NAME)])


class AppointForm(FlaskForm):
    """Whom the officer invites, and for which role."""

    email = EmailField(lazy("E-mail address"), [required(lazy("Enter the address.")), at_most(254)])
    role = RadioField(
        lazy("Role"),
        choices=list(ROLES),  # type: ignore[arg-type]  # each value is its own label
        validators=[required(lazy("Choose a role."))],
    )


class ProposalForm(FlaskForm):
    """What the second person saw before deciding."""

    digest = HiddenField()


class ContactForm(FlaskForm):
    """How members reach the officer of a frozen election."""

    contact = StringField(
        lazy("How do members reach you?"),
        [required(lazy("Write an e-mail address or a telephone number.")), at_most(MAX_TITLE)],
    )


class ElectionForm(FlaskForm):
    """The general settings of an election."""

    name = StringField(lazy("Name of the election"), [required(lazy("Give the election a name.")), at_most(MAX_TITLE)])
    description = TextAreaField(lazy("What is it about?"), [Optional(), at_most(MAX_TEXT)])
    administrator = StringField(lazy("Who runs it?"), [Optional(), at_most(MAX_TITLE)])
    contact = StringField(lazy("How do members reach you?"), [Optional(), at_most(MAX_TITLE)])
    zone = SelectField(lazy("Time zone of the two times below"), choices=[])
    opens_at = DateTimeLocalField(lazy("Voting opens"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    closes_at = DateTimeLocalField(lazy("Voting closes"), [Optional()], format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
    minimum_ballots = IntegerField(
        lazy("Least number of ballots that may be opened"),
        [required(lazy("Enter a number.")), NumberRange(1, 1_000_000, lazy("Enter a number of at least 1."))],
        default=2,
    )
    re_voting = BooleanField(lazy("Members may vote again; the last ballot counts"))
    casting_code = BooleanField(lazy("Casting asks for a code that is sent to the member by e-mail"))
    marked_register = BooleanField(lazy("Our rules require a register of who has voted"))
    few_trustees_accepted = BooleanField(lazy("I accept that a single trustee alone could read every vote"))
    languages = SelectMultipleField(lazy("Languages of the pages and mails"), choices=[])

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.languages.choices = [(code, LANGUAGES[code]) for code in services().config.languages]
        self.zone.choices = zone_names()  # type: ignore[assignment]  # each value is its own label

    def validate_opens_at(self, field: DateTimeLocalField) -> None:
        """Refuse a time that does not exist in the chosen zone."""
        self._check_time(field)

    def validate_closes_at(self, field: DateTimeLocalField) -> None:
        """Refuse a time that does not exist in the zone, or is before the opening."""
        self._check_time(field)
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(_("Voting closes before it opens. Choose a later time."))

    def _check_time(self, field: DateTimeLocalField) -> None:
        try:
            self._moment(field)
        except NotPermitted as error:
            raise ValidationError(str(error)) from error

    def _moment(self, field: DateTimeLocalField) -> datetime | None:
        known = self.zone.data in zone_names()
        return to_utc(field.data, self.zone.data) if field.data and known else None

    def draft(self) -> ElectionDraft:
        """Return what was entered, with times in UTC."""
        return ElectionDraft(
            zone=self.zone.data,
            name=self.name.data or "",
            description=self.description.data or "",
            administrator=self.administrator.data or None,
            contact=self.contact.data or "",
            opens_at=self._moment(self.opens_at),
            closes_at=self._moment(self.closes_at),
            minimum_ballots=self.minimum_ballots.data or 2,
            re_voting=bool(self.re_voting.data),
            few_trustees_accepted=bool(self.few_trustees_accepted.data),
            casting_code=bool(self.casting_code.data),
            marked_register=bool(self.marked_register.data),
            languages=" ".join(self.languages.data or ()),
        )

    @classmethod
    def of(cls, election: Election, zone: str) -> "ElectionForm":
        """Return the form filled in with an election's values."""
        form = cls(formdata=None, obj=election)
        form.zone.data = zone
        form.languages.data = election.languages.split()
        form.opens_at.data = to_local(election.opens_at, zone) if election.opens_at else None
        form.closes_at.data = to_local(election.closes_at, zone) if election.closes_at else None
        return form


class NewElectionForm(ElectionForm):
    """The general settings of a new election, and what it starts from."""

    start = RadioField(lazy("What do you begin with?"), [Optional()], choices=[], default=EMPTY)
    earlier = SelectField(lazy("Earlier election"), choices=[], validate_choice=False)
    candidates = BooleanField(lazy("Copy its candidates too, with statements and photographs"))

    def __init__(self, elections: Sequence[Election], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        beginnings = [EMPTY, *TEMPLATES, *([COPY] if elections else [])]
        self.start.choices = beginnings  # type: ignore[assignment]  # the page says what they mean
        self.earlier.choices = choices({one.uuid: one.name for one in elections})
        self.known = {one.uuid for one in elections}

    def validate_earlier(self, field: SelectField) -> None:
        """Require the election if one is to be copied."""
        if self.start.data == COPY and field.data not in self.known:
            raise ValidationError(_("Choose the election that is to be copied."))


class RollForm(FlaskForm):
    """A roll file."""

    file = FileField(lazy("Roll as a CSV file"), [FileRequired(lazy("Choose a file."))])


class _TrusteeForm(FlaskForm):
    name = StringField(lazy("Name of the trustee"), [required(lazy("Enter the trustee's name.")), at_most(MAX_TITLE)])
    organisation = StringField(lazy("Organisation, if from outside"), [Optional(), at_most(MAX_TITLE)])


class InviteForm(_TrusteeForm):
    """A trustee whose key is made elsewhere."""

    email = EmailField(lazy("E-mail address of the trustee"), [Optional(), at_most(254)])


class KeyFileForm(_TrusteeForm):
    """A trustee whose key is made here, for a key file."""

    passphrase = PasswordField(
        lazy("Passphrase for the key file"),
        [
            required(lazy("Choose a passphrase.")),
            Length(
                _MINIMUM_PASSPHRASE,
                200,
                lazy_plural("Use at least %(num)s character.", "Use at least %(num)s characters.", _MINIMUM_PASSPHRASE),
            ),
        ],
    )
    again = PasswordField(
        lazy("The passphrase again"), [EqualTo("passphrase", lazy("The two passphrases differ. Type both again."))]
    )


class PublicKeyForm(FlaskForm):
    """A trustee's public key, as a file or pasted."""

    file = FileField(lazy("Public key file"))
    text = TextAreaField(lazy("Or paste its content"), [Optional(), at_most(20_000)])

    def content(self) -> bytes:
        """Return the key as submitted."""
        given = self.file.data.read() if self.file.data else b""
        return given or (self.text.data or "").strip().encode()


class ThresholdForm(FlaskForm):
    """How many trustees open the count."""

    who = RadioField(
        lazy("How many trustees are needed to open the count?"),
        [required(lazy("Choose one of the two."))],
        choices=["all", "some"],  # type: ignore[list-item]  # the page says what they mean
    )
    number = IntegerField(
        lazy("Number needed"), [Optional(), NumberRange(1, 50, lazy("Enter a number of at least 1."))]
    )

    def validate_who(self, field: RadioField) -> None:
        """Require the number if it is needed."""
        if field.data == "some" and self.number.data is None:
            raise ValidationError(_("Enter how many of the trustees are needed."))

    def threshold(self) -> int | None:
        """Return what was chosen: None for all."""
        return self.number.data if self.who.data == "some" else None

    @classmethod
    def of(cls, election: Election) -> "ThresholdForm":
        """Return the form with the current decision; the default number is a majority."""
        form = cls(formdata=None, prefix="needed")
        form.who.data = "all" if election.threshold is None else "some"
        form.number.data = election.threshold or len(election.trustees) // 2 + 1
        return form


class MixersForm(FlaskForm):
    """How many of those who shuffle must do so; who they are is ticked in the list."""

    fewest = IntegerField(
        lazy("How many of them must shuffle"), [Optional(), NumberRange(2, 50, lazy("Enter a number of at least 2."))]
    )

    @classmethod
    def of(cls, election: Election) -> "MixersForm":
        """Return the form with the current decision; empty: as proposed."""
        form = cls(formdata=None, prefix="mixers")
        form.fewest.data = election.minimum_mixers
        return form


class DeliveryForm(FlaskForm):
    """How the tokens reach the members."""

    channel = RadioField(
        lazy("How do the ballot tokens reach the members?"),
        [required(lazy("Choose how the tokens are sent."))],
        choices=["mail", "letters", "merge"],  # type: ignore[list-item]  # the page says what they mean
    )


class ShareForm(FlaskForm):
    """A share made by `ballot trustee decrypt`."""

    file = FileField(lazy("Share file"), [FileRequired(lazy("Choose the file that the trustee's tool has made."))])


class ShuffleForm(FlaskForm):
    """A shuffle made by `ballot trustee shuffle`."""

    file = FileField(lazy("Shuffle file"), [FileRequired(lazy("Choose the file that the trustee's tool has made."))])


class DecryptForm(FlaskForm):
    """A key file and its passphrase."""

    file = FileField(lazy("Key file"), [FileRequired(lazy("Choose the key file."))])
    passphrase = PasswordField(
        lazy("Passphrase"), [required(lazy("Enter the passphrase of the key file.")), at_most(200)]
    )


class ConfirmForm(FlaskForm):
    """Confirmation of a step that cannot be undone."""

    sure = BooleanField(lazy("I have read this"), [required(lazy("Tick the box to confirm."))])


class ReasonForm(FlaskForm):
    """A reason that is published."""

    reason = StringField(lazy("Reason"), [required(lazy("Give a reason; it is published.")), at_most(MAX_REASON)])


class SureReasonForm(ReasonForm, ConfirmForm):
    """Confirmation of a step that cannot be undone, with a reason that is published."""


class VacancyForm(SureReasonForm):
    """A seat that falls vacant; `seed`: what was drawn, if the recount has a tie."""

    seed = StringField(lazy("What was drawn"), [Optional(), at_most(MAX_SEED)])


class LotForm(FlaskForm):
    """What was drawn in a public lot."""

    seed = StringField(lazy("What was drawn"), [required(lazy("Type what was drawn.")), at_most(MAX_SEED)])


class DrawnForm(FlaskForm):
    """What was drawn in a public lot, read back."""

    seed = HiddenField()
    sure = BooleanField(
        lazy("Yes, this is what was drawn, character by character"),
        [required(lazy("Compare it with the draw, and tick the box if it is the same."))],
    )


class WithdrawalForm(FlaskForm):
    """Who withdraws and why, read back."""

    reason = HiddenField()
    sure = BooleanField(
        lazy("Yes, this is who withdraws, and from what"),
        [required(lazy("Compare it with what the candidate wrote, and tick the box if it is the same."))],
    )


class EmptyForm(FlaskForm):
    """A step that needs only the protection against forged requests."""
