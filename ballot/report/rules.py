"""The counting rules and kinds of contests under the names and in the words that people know."""

from __future__ import annotations

from ballot.count import Rule, describe_rule
from ballot.language import N_, _
from ballot.report.quotas import quota_sentences

KIND_NAMES = {
    "choice": N_("Choose: tick one or several candidates. Votes are added up while they are encrypted."),
    "ranked": N_("Rank: put the candidates in order, or grade them. Encrypted papers are shuffled and then opened."),
    "lists": N_("Lists: choose one list, and people on it if wanted. Votes are added up while they are encrypted."),
}
RULE_NAMES = {
    "block": N_("Most votes"),
    "approval": N_("Approval: most approvals"),
    "scottish-stv": N_("Single transferable vote, Scottish rules"),
    "av": N_("Alternative vote, one seat"),
    "ers97": N_("Single transferable vote, ERS97 rules"),
    "meek-prf": N_("Single transferable vote, Meek’s method"),
    "nz-meek": N_("Single transferable vote, Meek’s method of New Zealand"),
    "wigm-prf": N_("Single transferable vote, weighted inclusive Gregory method"),
    "schulze": N_("Schulze method: pairwise comparison"),
    "majority-judgment": N_("Majority judgment: grades, one seat"),
    "dhondt": N_("D’Hondt: seats in proportion"),
    "sainte-lague": N_("Sainte-Laguë: seats in proportion"),
}
_REOPENING = N_(
    "“Reopen nominations” stands like a candidate: whoever comes after it is not elected, and the seats that are left "
    "stay open."
)
USUAL_GRADES = ("Excellent", "Good", "Acceptable", "Insufficient", "To reject")


def rule_name(rule: str) -> str:
    """Return a rule's display name."""
    return _(RULE_NAMES[rule]) if rule in RULE_NAMES else rule


def rule_in_words(rule: Rule, minimum: int, maximum: int, *, ranked: bool = False) -> str:
    """Return a rule with all its parameters in plain words, for the booth, the public page and the result page.

    `minimum` and `maximum` are the question's; `ranked`: voters rank candidates, even if the rule only adds up votes.
    """
    reopening = [_(_REOPENING)] if rule.reopen is not None else []
    quotas = quota_sentences(rule.quotas, rule.seats)
    return " ".join([describe_rule(rule, minimum, maximum, ranked=ranked), *quotas, *reopening])
