"""The counting rules and kinds of contests by the names that people know them by."""

KIND_NAMES = {
    "choice": "Choose: tick one or several candidates. Votes are added up while they are encrypted.",
    "ranked": "Rank: put the candidates in order, or grade them. Encrypted papers are shuffled and then opened.",
    "lists": "Lists: choose one list, and people on it if wanted. Votes are added up while they are encrypted.",
}
RULE_NAMES = {
    "block": "Most votes",
    "approval": "Approval: most approvals",
    "scottish-stv": "Single transferable vote, Scottish rules",
    "av": "Alternative vote, one seat",
    "ers97": "Single transferable vote, ERS97 rules",
    "meek-prf": "Single transferable vote, Meek’s method",
    "nz-meek": "Single transferable vote, Meek’s method of New Zealand",
    "wigm-prf": "Single transferable vote, weighted inclusive Gregory method",
    "schulze": "Schulze method: pairwise comparison",
    "majority-judgment": "Majority judgment: grades, one seat",
    "dhondt": "D’Hondt: seats in proportion",
    "sainte-lague": "Sainte-Laguë: seats in proportion",
}
USUAL_GRADES = ("Excellent", "Good", "Acceptable", "Insufficient", "To reject")


def rule_name(rule: str) -> str:
    """Return a rule's name for people."""
    return RULE_NAMES.get(rule, rule)
