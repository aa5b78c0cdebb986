"""A count in sentences: why each candidate was elected, how ties were broken, whether quotas by group were met."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ballot.count.sheet import GroupCheck, Person, Sheet, Stage, Tie
from ballot.language import N_, SOURCE, _, decimal, grouped, isolated, language, ngettext

METHODS = {
    "backwards": N_("decided by the votes at the most recent earlier stage at which they differed."),
    "forwards": N_("decided by the votes at the earliest point of the count at which they differed."),
    "votes": N_("decided by the number of votes."),
    "list order": N_("decided by the order of the list."),
    "lot": N_("decided by the public lot."),
    "none": N_("decided not at this point: none of them is elected yet, and the count goes on."),
    "open": N_("decided not yet: the public lot has to be drawn."),
}
_PURPOSES = {
    "exclude": N_("Who is excluded"),
    "surplus": N_("Whose surplus goes first"),
    "seat": N_("Who gets the last seat"),
    "": N_("Who gets the last seats"),
}
_UNCONTESTED = N_("without a count: there are no more candidates than seats")
N_("First preferences")
N_(" (a quota by group keeps them from being elected)")


def figure(number: str) -> str:
    """Write a number of votes for people to read: exact, without trailing zeros, with thousands separated.

    >>> figure("1825.00000"), figure("12.50000"), figure("-0.00200"), figure("7")
    ('1,825', '12.5', '-0.002', '7')
    """
    return decimal(number.rstrip("0").rstrip(".") if "." in number else number)


def _names_line(names: Sequence[str]) -> str:
    """Return names in a list, each isolated from the direction of the surrounding text."""
    return _(", ").join(map(isolated, names))


def action_words(stage: Stage) -> str:
    """Return what was done at a stage, in the current language; the sheet itself records it in English."""
    names = _names_line(stage.candidates)
    kinds = {
        "Surplus of": _("Surplus of %(names)s", names=names),
        "Exclusion of": _("Exclusion of %(names)s", names=names),
        "Election of": _("Election of %(names)s", names=names),
        "Election without the quota of": _("Election without the quota of %(names)s", names=names),
    }
    listed = ", ".join(stage.candidates)
    for english, words in kinds.items():
        beginning = f"{english} {listed}"
        if stage.action.startswith(beginning):
            why = stage.action.removeprefix(beginning)
            return words + (_(why) if why else "")
    return _(stage.action)


def reason(sheet: Sheet, name: str, grades: Sequence[str] = ()) -> str:
    """Return why a candidate was elected. `grades`: the names of the grades, the best first."""
    if name in sheet.allocation:
        seats = sheet.allocation[name]
        return ngettext(
            "%(seats)s of %(num)s seat, with %(votes)s",
            "%(seats)s of %(num)s seats, with %(votes)s",
            sheet.seats,
            seats=grouped(seats),
            votes=_votes(sheet.stages[0].totals[name]),
        )
    if sheet.pairwise or sheet.histogram:
        return _place(sheet, name, grades) + _by_lot(sheet, name)
    number = sheet.status[name].stage
    if not 1 <= number <= len(sheet.stages):
        return _("elected")
    stage = sheet.stages[number - 1]
    if is_uncontested(sheet):
        return _(_UNCONTESTED)
    votes = _votes(stage.totals[name])
    if len(sheet.stages) == 1 and sheet.quota is None and not stage.quota:
        return _("with %(votes)s", votes=votes) + _over_others(sheet, name) + _by_lot(sheet, name)
    action = action_words(stage)
    if language() == SOURCE:
        action = action[:1].lower() + action[1:]
    where = _("at stage %(stage)s (%(action)s), with %(votes)s", stage=number, action=action, votes=votes)
    return f"{where}{_against_quota(sheet, stage, name)}{_by_lot(sheet, name)}"


def person_reason(person: Person) -> str:
    """Return why somebody has a seat of their list: their votes, or, on a closed list, its order alone."""
    return _("with %(votes)s", votes=_votes(person.votes)) if person.votes else _("by the order of the list")


def _votes(number: str) -> str:
    # A fraction takes the plural, as in "1.5 votes".
    value = Fraction(number)
    return ngettext("%(num)s vote", "%(num)s votes", int(value) if value.denominator == 1 else 5, num=figure(number))


def is_uncontested(sheet: Sheet) -> bool:
    """Return whether all candidates were declared elected without a count."""
    return bool(sheet.stages) and sheet.stages[0].action.startswith("Uncontested")


def _place(sheet: Sheet, name: str, grades: Sequence[str]) -> str:
    median = sheet.median_grade.get(name)
    if median:
        return _("middle grade: %(grade)s", grade=isolated(grade_name(grades, median)))
    names = list(sheet.status)
    own, standing = names.index(name), [other for level in sheet.ranking for other in level]
    others = [names.index(other) for other in standing if other != name]
    beaten = sum(sheet.pairwise[own][other] > sheet.pairwise[other][own] for other in others) if others else 0
    return ngettext(
        "preferred to %(beaten)s of the %(num)s other",
        "preferred to %(beaten)s of the %(num)s others",
        len(others),
        beaten=grouped(beaten),
    )


def grade_name(grades: Sequence[str], number: int) -> str:
    """Return the name of a grade (from 1, the best), or its number if it has none."""
    return grades[number - 1] if number <= len(grades) else str(number)


def _over_others(sheet: Sheet, name: str) -> str:
    """Say so if somebody with more votes was skipped, which only a quota by group can cause."""
    totals, own = sheet.stages[0].totals, Fraction(sheet.stages[0].totals[name])
    passed = [n for n, s in sheet.status.items() if s.status == "not elected" and Fraction(totals[n]) > own]
    return _(", to meet the quotas by group") if passed and sheet.groups else ""


def _by_lot(sheet: Sheet, name: str) -> str:
    decided = any(tie.method == "lot" and tie.purpose in ("seat", "") and name in _chosen(tie) for tie in sheet.ties)
    return _("; by the public lot") if decided else ""


def _chosen(tie: Tie) -> tuple[str, ...]:
    return tie.chosen or tuple(draw.drawn for draw in tie.draws)


def _against_quota(sheet: Sheet, stage: Stage, name: str) -> str:
    quota = stage.quota or sheet.quota
    if quota is None:
        return _("; more than half of the papers that still count") if _has_majority(stage, name) else ""
    if Fraction(stage.totals[name]) >= Fraction(quota):
        return _("; the quota is %(quota)s", quota=figure(quota))
    return _("; below the quota of %(quota)s, as one of the last who were left", quota=figure(quota))


def _has_majority(stage: Stage, name: str) -> bool:
    return 2 * Fraction(stage.totals[name]) > sum(map(Fraction, stage.totals.values()))


def tie_sentences(sheet: Sheet) -> list[str]:
    """Return a sentence for each tie, and one for each draw of the lot."""
    lines = []
    for tie in sheet.ties:
        lines.append(tie_sentence(tie))
        lines += [f"  {sentence}" for sentence in draw_sentences(tie)]
    return lines


def tie_sentence(tie: Tie) -> str:
    """Return who was level, what was to be decided, what decided it, and the outcome."""
    values = {
        "what": _(_PURPOSES.get(tie.purpose, tie.purpose)),
        "names": _names_line(tie.candidates),
        "decided": _(METHODS.get(tie.method, tie.method)),
    }
    if tie.before_stage:
        sentence = _(
            "%(what)s before stage %(stage)s: %(names)s were level; %(decided)s", stage=tie.before_stage, **values
        )
    else:
        sentence = _("%(what)s: %(names)s were level; %(decided)s", **values)
    chosen = _chosen(tie)
    return sentence + " " + _("It fell on %(names)s.", names=_names_line(chosen)) if chosen else sentence


def draw_sentences(tie: Tie) -> list[str]:
    """Return a sentence for each draw of the lot."""
    return [
        _(
            "Draw %(draw)s with the seed “%(seed)s” among %(names)s: number %(place)s, %(drawn)s.",
            draw=draw.counter,
            seed=isolated(tie.seed),
            names=_names_line(draw.among),
            place=draw.result + 1,
            drawn=isolated(draw.drawn),
        )
        for draw in tie.draws
    ]


def group_sentences(sheet: Sheet) -> list[str]:
    """Return a sentence for each quota by group."""
    return [
        f"Quota for “{check.group}”: {bounds(check, sheet.seats)}; {check.elected} elected." for check in sheet.groups
    ]


def bounds(check: GroupCheck, seats: int) -> str:
    """Return what a quota by group requires."""
    if check.minimum == check.maximum:
        return _("exactly %(least)s of its members", least=check.minimum)
    if check.maximum >= seats:
        return _("at least %(least)s of its members", least=check.minimum)
    if not check.minimum:
        return _("at most %(most)s of its members", most=check.maximum)
    return _("%(least)s to %(most)s of its members", least=check.minimum, most=check.maximum)


def status_words(sheet: Sheet, name: str) -> str:
    """Return a candidate's outcome, with the stage."""
    status = sheet.status[name]
    return f"{status.status}, stage {status.stage}" if status.stage and len(sheet.stages) > 1 else status.status


def change(sheet: Sheet, index: int, name: str) -> str:
    """Return the change of a candidate's total at a stage (from 0), with its sign; "" if there is none."""
    return difference(sheet.stages[index - 1].totals[name], sheet.stages[index].totals[name]) if index else ""


def difference(before: str, now: str) -> str:
    """Return the difference of two decimals of the same precision, with its sign; "" if there is none.

    >>> difference("895.00000", "972.56904"), difference("3", "1"), difference("1.20", "1.20")
    ('+77.56904', '-2', '')
    """
    places = len(now.partition(".")[2])
    units = round((Fraction(now) - Fraction(before)) * 10**places)
    if not units:
        return ""
    whole, fraction = divmod(abs(units), 10**places)
    return f"{'+' if units > 0 else '-'}{whole}{f'.{fraction:0{places}d}' if places else ''}"


def numbers_line(sheet: Sheet) -> str:
    """Return seats, papers and quota in one line."""
    parts = [f"Seats: {sheet.seats}"]
    parts += [f"valid papers: {sheet.valid}"] if sheet.valid else []
    parts += [f"invalid: {sheet.invalid}"] if sheet.invalid not in ("", "0") else []
    parts += [f"blank: {sheet.blank}"] if sheet.blank != "0" else []
    parts += [f"quota: {sheet.quota}"] if sheet.quota else []
    parts += [f"last quota: {sheet.final_quota}"] if sheet.final_quota != sheet.quota else []
    return ", ".join(parts)
