"""What the records of the sender's domain say: each mistake is named, and without a network the sentence is clear."""

from __future__ import annotations

import dns.exception
import dns.resolver
import pytest

from ballot.election.mail.dns import DnsUnavailable, check_sender, look_up

GOOD = {
    ("example.org", "TXT"): ["something else", "v=spf1 include:mail.example.net -all"],
    ("s1._domainkey.example.org", "TXT"): ["v=DKIM1; k=ed25519; p=MCowBQ"],
    ("_dmarc.example.org", "TXT"): ["v=DMARC1; p=reject"],
    ("example.org", "MX"): ["10 mail.example.net."],
}


def findings(changed: dict, selector: str = "s1", bounces: str = "") -> list[str]:
    """Return the problems that are found when some records differ from good ones."""
    records = GOOD | changed
    found = check_sender("example.org", selector, bounces, lambda name, kind: records.get((name, kind), []))
    return [finding.problem for finding in found]


def test_good_records_have_no_problem() -> None:
    assert findings({}) == ["", "", "", ""]
    returns = {("b.example.org", "TXT"): ["v=spf1 ~all"], ("b.example.org", "MX"): ["1 x."]}
    assert findings(returns, bounces="b.example.org") == ["", "", "", ""]


@pytest.mark.parametrize(
    ("name", "kind", "values", "place", "problem"),
    [
        ("example.org", "TXT", [], 0, "Any server may send"),
        ("example.org", "TXT", ["v=spf1 -all", "v=spf1 a -all"], 0, "Several SPF records"),
        ("example.org", "TXT", ["v=spf10 -all"], 0, "Any server may send"),
        ("example.org", "TXT", ["v=spf1 +all"], 0, "every server of the world"),
        ("example.org", "TXT", ["v=spf1 mx ?all"], 0, "nothing about other servers"),
        ("example.org", "TXT", ["v=spf1 mx"], 0, "nothing about other servers"),
        ("s1._domainkey.example.org", "TXT", [], 1, "There is no key"),
        ("s1._domainkey.example.org", "TXT", ["v=DKIM1; p="], 1, "There is no key"),
        ("_dmarc.example.org", "TXT", [], 2, "Large providers want one"),
        ("_dmarc.example.org", "TXT", ["v=DMARC1; p=none"], 2, "asks nobody to refuse"),
        ("_dmarc.example.org", "TXT", ["v=DMARC1; p=maybe"], 2, "no valid policy"),
        ("example.org", "MX", [], 3, "no MX record"),
    ],
)
def test_each_mistake_is_named(name: str, kind: str, values: list[str], place: int, problem: str) -> None:
    found = findings({(name, kind): values})
    assert problem in found[place]
    assert [other for other in found if other] == [found[place]]


def test_spf_is_that_of_the_return_address() -> None:
    found = findings({}, bounces="returns.example.net")
    assert "Any server may send" in found[0] and "DKIM alone must pass" in found[2]


def test_without_a_selector_dkim_is_not_looked_up_and_a_strange_one_is_refused() -> None:
    assert "Enter the selector" in findings({}, selector="")[1]
    for selector in ("a b", "-a", "x" * 64, "a/b", "ä"):
        assert findings({}, selector=selector) == [
            "A selector is made of letters, digits, hyphens and dots. Correct it."
        ]


def test_records_are_shown_without_control_characters() -> None:
    records = {("example.org", "TXT"): ["v=spf1 \x1b[31m -all"]}
    found = check_sender("example.org", "", "", lambda name, kind: records.get((name, kind), []))
    assert found[0].found == "v=spf1  [31m -all"


@pytest.mark.parametrize("error", [dns.exception.Timeout(), dns.resolver.NoNameservers(), OSError("unreachable")])
def test_without_a_network_the_sentence_is_clear(monkeypatch, error: Exception) -> None:
    def fail(*_arguments, **_named):
        raise error

    monkeypatch.setattr(dns.resolver, "resolve", fail)
    with pytest.raises(DnsUnavailable):
        look_up("example.org", "TXT")
    (finding,) = check_sender("example.org", "s1", "", look_up)
    assert finding.found == "no answer" and "Is this machine connected to the network?" in finding.problem


def test_what_does_not_exist_is_empty(monkeypatch) -> None:
    def nothing(*_arguments, **_named):
        raise dns.resolver.NXDOMAIN

    monkeypatch.setattr(dns.resolver, "resolve", nothing)
    assert look_up("example.org", "TXT") == []
