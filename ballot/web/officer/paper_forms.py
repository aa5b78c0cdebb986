"""The form of a contest: its rule, its candidates and their groups, and quotas by group in plain words."""

import re
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length, NumberRange, Optional

from ballot.count.quotas import split_quota
from ballot.election.paper.contests import (
    BLANK_NAME,
    MAX_CANDIDATES,
    MAX_GRADES,
    MAX_TITLE,
    ONE_SEAT,
    RULES_OF_KIND,
    USUAL_RULE,
    CandidateDraft,
    ContestDraft,
    is_blank_name,
)
from ballot.election.paper.quotas import MAX_GROUP, MAX_GROUPS, MAX_QUOTAS, clean_group
from ballot.election.paper.statements import MAX_STATEMENT
from ballot.errors import InvalidCount, NotPermitted
from ballot.language import _, isolated, lazy, ngettext
from ballot.report import KIND_NAMES, RULE_NAMES, USUAL_GRADES, quota_sentence
from ballot.store.models.paper import ALLOWANCES, USUAL_LIFT, Contest
from ballot.web.page.forms import at_most, choices, required

_EMPTY_ROWS = 3
ORDERS = {
    "fixed": lazy("As I enter them"),
    "alphabetical": lazy("By the alphabet, as the names are written here"),
    "random": lazy("In another order for every member, by chance"),
}
LIST_TYPE_WORDS = {
    "open": lazy("To the people with the most votes on the list (open list)"),
    "closed": lazy("In the order of the list; members do not choose people (closed list)"),
    "flexible": lazy("In the order of the list, but first to people with enough votes (flexible list)"),
}
_RELATIONS = {"at least": ">=", "at most": "<=", "exactly": "=="}
_ROUNDINGS = {"rounded up": "up", "rounded down": "down"}
_RELATION_WORDS = {"at least": lazy("at least"), "at most": lazy("at most"), "exactly": lazy("exactly")}
_ROUNDING_WORDS = {"rounded up": lazy("rounded up"), "rounded down": lazy("rounded down")}
AMOUNT = lazy("Write a number of seats, or a share of them: half, 1/3 or 40 %%.")
_AMOUNT = re.compile(r"(?P<number>\d{1,4})|(?P<half>half)|(?P<share>\d{1,4}/\d{1,4})|(?P<percent>\d{1,3})\s*%")


class CandidateForm(Form):
    """One row of a contest's candidates; a row without a name is ignored."""

    name = StringField(lazy("Name"), [Optional(), at_most(MAX_TITLE)])
    slate = StringField(lazy("Slate"), [Optional(), at_most(MAX_TITLE)])
    groups = StringField(lazy("Groups"), [Optional(), at_most(MAX_GROUPS * (MAX_GROUP + 2))])
    statement = TextAreaField(lazy("Statement"), [Optional(), at_most(MAX_STATEMENT)])
    photograph = HiddenField(lazy("Photograph"), [Optional(), Length(64, 64)])  # the hash of a stored one
    was = HiddenField(lazy("Name"), [Optional(), at_most(MAX_TITLE)])  # the name so far: a new one removes nobody

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered next to a name."""
        return not any((field.data or "").strip() for field in (self.slate, self.groups, self.statement))

    def group_names(self) -> tuple[str, ...]:
        """Return the groups, which are separated by semicolons (commas are accepted too)."""
        return tuple(name.strip() for name in re.split("[;,]", self.groups.data or "") if name.strip())


class PhotographForm(FlaskForm):
    """A candidate's photograph."""

    file = FileField(lazy("Photograph"), [FileRequired(lazy("Choose a file."))])


class QuotaForm(Form):
    """One quota by group; a row without a group and a number is ignored."""

    relation = SelectField(lazy("How many"), choices=choices(_RELATION_WORDS), default="at least")
    amount = StringField(lazy("Number"), [Optional(), at_most(20)])
    rounding = SelectField(lazy("A share is"), choices=choices(_ROUNDING_WORDS), default="rounded up")
    group = StringField(lazy("Group"), [Optional(), at_most(MAX_GROUP)])

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return not ((self.group.data or "").strip() or (self.amount.data or "").strip())

    def check(self, number: int) -> None:
        """Report errors at their fields; `number` is the row's, from 1."""
        group = (self.group.data or "").strip()
        try:
            clean_group(group)
        except NotPermitted as error:
            refusal = str(error) if group else _("It names no group. Add it, or empty the row.")
            self.group.errors = [_("Quota %(number)s: %(refusal)s", number=number, refusal=refusal)]
        try:
            self.text()
        except ValueError as error:
            self.amount.errors = [_("Quota %(number)s: %(error)s", number=number, error=error)]

    def text(self) -> str:
        """Return the quota in the charter's grammar, without members.

        Raises:
            ValueError: the amount is neither a number nor a share.
        """
        match = _AMOUNT.fullmatch((self.amount.data or "").strip().lower())
        if match is None:
            raise ValueError(AMOUNT)
        share = match["half"] or match["share"] or (f"{match['percent']}%" if match["percent"] else "")
        bound = match["number"] or f"{share}-{_ROUNDINGS.get(self.rounding.data, '')}"
        return f"{(self.group.data or '').strip()}{_RELATIONS.get(self.relation.data, '')}{bound}"

    @classmethod
    def values(cls, text: str) -> dict[str, str]:
        """Return the fields of a quota in the charter's grammar."""
        group, relation, bound, _members = split_quota(text)
        share, dash, way = bound.rpartition("-")
        words = {sign: word for word, sign in (*_RELATIONS.items(), *_ROUNDINGS.items())}
        amount = share.replace("%", " %") if dash else bound
        return {"group": group, "relation": words[relation], "amount": amount, "rounding": words[way if dash else "up"]}


def _allowance(label: str) -> SelectField:
    return SelectField(label, choices=list(ALLOWANCES), default="allowed")  # type: ignore[arg-type]


class ContestForm(FlaskForm):
    """A contest with its candidates and quotas."""

    title = StringField(lazy("Title of the contest"), [required(lazy("Give the contest a title.")), at_most(MAX_TITLE)])
    kind = RadioField(lazy("How do members vote?"), choices=list(KIND_NAMES), default="choice")  # type: ignore[arg-type]
    rule = SelectField(lazy("Counting rule"), choices=["", *RULE_NAMES], default="")  # type: ignore[list-item]
    grades = TextAreaField(lazy("Grades"), [Optional(), at_most(2000)], default="\n".join(USUAL_GRADES))
    seats = IntegerField(
        lazy("Seats"), [required(lazy("Enter a number.")), NumberRange(1, 200, lazy("At least one seat."))], default=1
    )
    minimum = IntegerField(
        lazy("Least choices"),
        [required(lazy("Enter a number.")), NumberRange(0, 200, lazy("Not below zero."))],
        default=0,
    )
    maximum = IntegerField(
        lazy("Most choices"),
        [required(lazy("Enter a number.")), NumberRange(1, 200, lazy("At least one choice."))],
        default=1,
    )
    blank = BooleanField(lazy("Offer “Vote for nobody (blank)”"), default=True)
    under_vote = _allowance(lazy("Fewer choices than there may be, or candidates without a rank or grade"))
    rank_gaps = _allowance(lazy("A rank left out, such as 1 and 3"))
    equal_ranks = _allowance(lazy("Two candidates at one rank"))
    withdrawals = BooleanField(lazy("Candidates may withdraw until the count is opened"), default=True)
    order = RadioField(lazy("In which order do members see the candidates?"), choices=list(ORDERS), default="random")  # type: ignore[arg-type]
    list_type = RadioField(
        lazy("To whom do the seats of a list go?"),
        choices=list(LIST_TYPE_WORDS),  # type: ignore[arg-type]
        default="open",
    )
    lift = IntegerField(
        lazy("Enough votes on a flexible list, in percent of the list’s votes"),
        [Optional(), NumberRange(1, 100, lazy("From 1 to 100."))],
        default=USUAL_LIFT,
    )
    reopen = BooleanField(lazy("“Reopen nominations” stands like a candidate, last on the paper"))
    candidates = FieldList(FormField(CandidateForm), max_entries=MAX_CANDIDATES)
    quotas = FieldList(FormField(QuotaForm), max_entries=MAX_QUOTAS)

    def validate_rule(self, field: SelectField) -> None:
        """Refuse a rule for another kind of votes or another number of seats."""
        rules = RULES_OF_KIND.get(self.kind.data, ())
        if field.data and field.data not in rules:
            raise ValidationError(_("This rule counts another kind of votes. Choose one of the group that fits."))
        if field.data in ONE_SEAT and self.seats.data and self.seats.data > 1:
            raise ValidationError(_("This rule fills one seat only. Choose another rule, or one seat."))

    def validate_grades(self, field: TextAreaField) -> None:
        """Require grades if the rule needs them."""
        names = self._grades()
        if self.rule.data == "majority-judgment" and not 2 <= len(set(names)) == len(names) <= MAX_GRADES:
            raise ValidationError(
                ngettext(
                    "Enter 2 to %(num)s different grades, one on each line, the best first.",
                    "Enter 2 to %(num)s different grades, one on each line, the best first.",
                    MAX_GRADES,
                )
            )

    def _grades(self) -> list[str]:
        return [line.strip() for line in (self.grades.data or "").splitlines() if line.strip()]

    def validate_maximum(self, field: IntegerField) -> None:
        """Refuse limits that contradict each other."""
        if field.data is not None and self.minimum.data is not None and field.data < self.minimum.data:
            raise ValidationError(_("The most choices must not be fewer than the least."))

    def validate_candidates(self, field: "FieldList[Any]") -> None:
        """Refuse a row with entries but no name, two rows with the same name, and a row without its list."""
        seen: set[str] = set()
        for number, row in enumerate(field, start=1):
            name = (row.form.name.data or "").strip()
            if not name and not row.form.is_empty:
                row.form.name.errors = [_("Candidate %(number)s has no name. Add it, or empty the row.", number=number)]
            elif name and self.kind.data == "lists" and not (row.form.slate.data or "").strip():
                row.form.slate.errors = [_("Candidate %(number)s is on no list. Enter the list’s name.", number=number)]
            elif name and self.kind.data == "lists" and is_blank_name(row.form.slate.data or ""):
                row.form.slate.errors = [
                    _(
                        "%(blank_name)s Remove candidate %(number)s, or give the list another name.",
                        blank_name=BLANK_NAME,
                        number=number,
                    )
                ]
            elif name and name in seen:
                row.form.name.errors = [
                    _("“%(name)s” stands here twice. Tell the two apart in their names.", name=isolated(name))
                ]
            seen.add(name)
        if any(row.form.name.errors or row.form.slate.errors for row in field):
            raise ValidationError(_("Look at the candidates."))

    def validate_quotas(self, field: "FieldList[Any]") -> None:
        """Refuse a row with a group but no number, with a number but no group, or with an invalid quota."""
        for number, row in enumerate(field, start=1):
            if not row.form.is_empty:
                row.form.check(number)
        if any(row.form.group.errors or row.form.amount.errors for row in field):
            raise ValidationError(_("Look at the quotas."))

    def add_rows(self, number: int = _EMPTY_ROWS) -> None:
        """Add empty rows for more candidates."""
        for _row in range(min(number, MAX_CANDIDATES - len(self.candidates))):
            self.candidates.append_entry()

    def add_quota_row(self) -> None:
        """Add an empty row for a further quota if there is none."""
        if len(self.quotas) < MAX_QUOTAS and not any(row.form.is_empty for row in self.quotas):
            self.quotas.append_entry()

    def meanings(self) -> list[str]:
        """Return what each quota means with the present entries; "" for a row that is still incomplete."""
        return [self._meaning(row.form) for row in self.quotas]

    def _meaning(self, row: QuotaForm) -> str:
        if not (row.group.data or "").strip():
            return ""
        try:
            sentence = quota_sentence(row.text(), self.seats.data or 1)
        except (ValueError, InvalidCount):
            return ""
        wanted = (row.group.data or "").strip().casefold()
        people = [one.form for one in self.candidates if (one.form.name.data or "").strip()]
        members = sum(wanted in map(str.casefold, one.group_names()) for one in people)
        belong = ngettext(
            "Of %(candidates)s, %(num)s belongs to it.",
            "Of %(candidates)s, %(num)s belong to it.",
            members,
            candidates=ngettext("%(num)s candidate", "%(num)s candidates", len(people)),
        )
        return f"{sentence} {belong}"

    def draft(self) -> ContestDraft:
        """Return what was entered, without empty rows."""
        rows = [row.form for row in self.candidates if (row.form.name.data or "").strip()]
        return ContestDraft(
            title=self.title.data or "",
            seats=self.seats.data or 1,
            minimum=self.minimum.data or 0,
            maximum=self.maximum.data or 1,
            blank=bool(self.blank.data),
            kind=self.kind.data,
            rule=self.rule.data or USUAL_RULE[self.kind.data],
            grades=tuple(self._grades()) if self.rule.data == "majority-judgment" else (),
            candidates=tuple(_candidate(row) for row in rows),
            quotas=tuple(row.form.text() for row in self.quotas if not row.form.is_empty),
            withdrawals=bool(self.withdrawals.data),
            reopen=bool(self.reopen.data),
            under_vote=self.under_vote.data,
            rank_gaps=self.rank_gaps.data,
            equal_ranks=self.equal_ranks.data,
            order=self.order.data,
            list_type=self.list_type.data,
            lift=self.lift.data or USUAL_LIFT,
        )

    @classmethod
    def of(cls, contest: Contest) -> "ContestForm":
        """Return the form filled in with a contest's values."""
        limits = ("seats", "minimum", "maximum", "blank", "under_vote", "rank_gaps", "equal_ranks")
        names = ("title", "kind", "rule", "withdrawals", *limits)
        people = [candidate for candidate in contest.candidates if not candidate.reopens]
        return cls(
            formdata=None,
            **{name: getattr(contest, name) for name in names},
            grades=contest.grades or "\n".join(USUAL_GRADES),
            reopen=len(people) < len(contest.candidates),
            order=contest.candidate_order,
            list_type=contest.list_type,
            lift=contest.lift,
            candidates=[
                {
                    "name": one.name,
                    "slate": one.slate,
                    "statement": one.statement,
                    "groups": _joined(one.groups),
                    "photograph": one.photograph or "",
                    "was": one.name,
                }
                for one in people
            ],
            quotas=[QuotaForm.values(line) for line in contest.quotas.splitlines()],
        )


def _joined(groups: str) -> str:
    return "; ".join(groups.splitlines())


def _candidate(row: CandidateForm) -> CandidateDraft:
    return CandidateDraft(
        name=row.name.data or "",
        slate=row.slate.data or "",
        statement=row.statement.data or "",
        groups=row.group_names(),
        photograph=row.photograph.data or None,
        was=row.was.data or "",
    )
