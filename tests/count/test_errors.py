"""Bad input gets a sentence, with line and column where the fault has a place in the file; never a traceback."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ballot.cli.main import main
from ballot.count.formats.abif import parse_abif
from ballot.count.formats.blt import parse_blt
from ballot.count.formats.case import parse_json
from ballot.count.formats.con import parse_con
from ballot.count.formats.cvr import write_cvr
from ballot.count.formats.groups import groups_in_csv, groups_in_json
from ballot.count.formats.positions import place_of
from ballot.count.papers import Papers, papers_from_rows
from ballot.errors import InvalidCount

NAMES = ("Ada", "Ben", "Cem")
MANY = 1_000_001

BLT = [
    ("", "Line 1, column 1: the first line holds"),
    ("4\n", "Line 1, column 1: the first line holds"),
    ("x 2\n", "Line 1, column 1: 'x' is not a whole number"),
    ("0 1\n0\n", "Line 1, column 1: there is at least one candidate"),
    ("2 0\n0\n", "Line 1, column 3: there is at least one candidate and one seat"),
    (f"{MANY} 1\n0\n", "Line 1, column 1: there are more than 1000 candidates"),
    ("2 1\n3 1 2\n0\n", "Line 2, column 6: this paper does not end with 0"),
    ("2 1\n\n3 1 5 0\n0\n", "Line 3, column 5: 5 is not a candidate; they are 1 to 2"),
    ("2 1\n3 1 1 0\n0\n", "Line 2, column 5: candidate 1 is on this paper twice"),
    ("2 1\n3 1=1 0\n0\n", "Line 2, column 3: candidate 1 is on this paper twice"),
    ("2 1\n3 1 two 0\n0\n", "Line 2, column 5: 'two' is not a preference"),
    ("2 1\n3 1= 0\n0\n", "Line 2, column 3: '' is not a preference"),
    ("2 1\n3 ٢ 0\n0\n", "Line 2, column 3: '٢' is not a preference"),
    ("2 1\n1.5 1 0\n0\n", "Line 2, column 1: '1.5' is not a whole number"),
    (f"2 1\n{10**30} 1 0\n0\n", f"Line 2, column 1: '{10**30}' is more than 1000000000"),
    ("2 1\n-5\n0\n", "Line 2, column 1: '-5' is not a withdrawn candidate"),
    ("2 1\n-1 -0\n0\n", "Line 2, column 4: '-0' is not a withdrawn candidate"),
    ("2 1\n3 1 0\n", "Line 2, column 1: the file ends before the line “0”"),
    ('2 1\n3 1 0\n0\n"A"\n"B\n', "Line 5, column 1: this name is not closed"),
    ('2 1\n3 1 0\n0\n"A" "B\n', "Line 4, column 5: this name is not closed"),
    ('2 1\n3 1 0\n0\n"A"\n', "Line 4, column 1: the file has 1 names after the papers; line 1 announces 2"),
    ("2 1\n3 1 0\n0\n", "Line 3, column 1: the file has 0 names"),
    ("2 1\n0\nA\nB\nTitle\nmore\n", "Line 6, column 1: the file has 4 names"),
    ('2 1\n3 1 0\n0\n"A"\n"A"\n', "Line 5, column 1: two candidates are called 'A'; the first is in line 4"),
    ('2 1\n3 1 0\n0\n"A" " "\n', "Line 4, column 5: a candidate has no name"),
    ('2 1\n0\n"A"\n"B\x1b[2J"\n', "Line 4, column 1: the name 'B\\x1b[2J' holds a control character"),
]

ABIF = [
    ("x:a>b\n", "Line 1, column 1: a line of papers begins"),
    ("3:a>\n", "Line 1, column 5: a candidate is expected"),
    ("3:a>>b\n", "Line 1, column 5: a candidate is expected"),
    ("3:a b\n", "Line 1, column 5: “>”, “=” or “,” is expected"),
    ("\n3:a > a\n", "Line 2, column 7: 'a' is on this paper twice"),
    ("=a[x]\n", "Line 1, column 1: a candidate is defined"),
    ("{title: 'x'\n", "Line 1, column 12: the brace that opens this line is not closed"),
    ("", "Line 1, column 1: the file holds no candidates"),
    (f"{10**30}:a\n", f"Line 1, column 1: '{10**30}' is more than"),
    ("3:a/5,b\n", "Line 1, column 7: with commas, every candidate on the paper has a score, or none has"),
    ("3:a/5,b/3>c/1\n", "Line 1, column 11: with commas"),
    ("3:a/1>b/5\n", "Line 1, column 7: this score contradicts the order"),
    ("3:a/1=b/5\n", "Line 1, column 7: this score contradicts the order"),
    ("=a:[Ada]\n=b:[Ada]\n", "Line 2, column 1: two candidates are called 'Ada'; the first is in line 1"),
    ("=a:[ ]\n", "Line 1, column 1: a candidate has no name"),
    ("1:" + ">".join(f"c{i}" for i in range(1001)), "there are more than 1000 candidates"),
]

JSON = [
    ('{"candidates": [', "Line 1, column 17: this is not JSON"),
    ("[]", "Line 1, column 1: a contest in JSON is an object"),
    ("{}", "Line 1, column 1: “candidates” is missing here"),
    ('{"candidates": []}', "Line 1, column 16: there is no candidate"),
    ('{"candidates": ["A"]}', "Line 1, column 1: “ballots” is missing here"),
    ('{"candidates": ["A"], "ballots": [[1, [1]], 3]}', "Line 1, column 45: a ballot is a pair"),
    ('{"candidates": ["A"],\n "ballots": [[1, ["x"]]]}', "Line 2, column 19: 'x' is not a rank or grade"),
    ('{"candidates": ["A"],\n "ballots": [[1, [1, 2]]]}', "Line 2, column 18: this paper has 2 numbers; there are 1"),
    ('{"candidates": ["A"], "ballots": [[1, [-1]]]}', "Line 1, column 40: '-1' is not a rank or grade, from 0 to 255"),
    ('{"candidates": ["A"], "ballots": [[1, [256]]]}', "Line 1, column 40: '256' is not a rank"),
    ('{"candidates": ["A"], "ballots": [[1.5, [1]]]}', "Line 1, column 36: '1.5' is not a number of papers"),
    ('{"candidates": ["A", "A"], "ballots": []}', "Line 1, column 22: two candidates are called 'A'"),
    ('{"candidates": ["A", 7], "ballots": []}', "Line 1, column 22: a text is expected here, not '7'"),
    ('{"candidates": ["A", "\\ud800"], "ballots": []}', "Line 1, column 22: the name '\\ud800' holds a control"),
    ('{"candidates": ["A"], "seats": 0, "ballots": []}', "Line 1, column 32: a whole number from 1 to"),
    (
        '{"candidates": ["A"], "number_of_grades": 999, "ballots": []}',
        "Line 1, column 43: a whole number from 1 to 255",
    ),
    ('{"votes": {"A": 1.5}}', "Line 1, column 17: a whole number from 0 to 1000000000 is expected here, not '1.5'"),
    ('{"votes": {"A": 1, "A": 2}}', "Line 1, column 25: 'A' is here twice"),
    (f'{{"votes": {{"A": {10**30}}}}}', "Line 1, column 17: the number '1000000000000000000000000000000' is too large"),
    (f'{{"votes": {{"A": {"9" * 9999}}}}}', "Line 1, column 17: the number '9999"),
    ('{"votes": {"A": 1},\n "withdrawn": ["B"]}', "Line 2, column 16: 'B' (withdrawn) does not stand"),
    ('{"votes": {"A": 1}, "groups": {"w": ["A", 9]}}', "Line 1, column 43: '9' (w) does not stand"),
    ('{"votes": {"A": 1}, "quotas": ["women>=1"]}', "Line 1, column 32: It is not known who belongs to the group"),
    ('{"votes": {"A": 1}, "categories": [{"name": "x"}]}', "Line 1, column 36: “groups” is missing here"),
    ('{"votes": {"A": 1}, "title": 3}', "Line 1, column 30: a text is expected here"),
    ('{"votes": [1]}', "Line 1, column 11: an object in braces is expected here"),
    ('{"candidates": 3, "ballots": []}', "Line 1, column 16: a list in brackets is expected here"),
    ("[" * 100_000, "nested too deeply"),
]

CON = [
    ('"G" "W" 2 5', "Line 1, column 1: a constraint has the form"),
    ('\n"G" "W" 2 x 1', "Line 2, column 11: 'x' is not a whole number"),
    ('"G" "W" 0 1 9', "Line 1, column 13: 9 is not a candidate; they are 1 to 3"),
    ('"G" "W" 3 1 1', "Line 1, column 11: the maximum 1 is below the minimum 3"),
    ('"G" "W', "Line 1, column 5: a quotation mark is not closed"),
]

CSV = [
    ("Ada\n", "Line 1, column 1: a file of groups has"),
    ("Ada,women\nEva,women\n", "Line 2, column 1: 'Eva' (women) does not stand"),
    ("Ada, \n", "Line 1, column 5: the name of this group is empty"),
    ('"Ada,women\n', "this is not CSV"),
    ("Ada,women\n" + "x" * 200_000 + ",women\n", "Line 2, column 1: this is not CSV"),
]


@pytest.mark.parametrize(
    ("parse", "text", "sentence"),
    [
        *((parse_blt, *case) for case in BLT),
        *((parse_abif, *case) for case in ABIF),
        *((parse_json, *case) for case in JSON),
        *((lambda text: parse_con(text, 3), *case) for case in CON),
        *((lambda text: groups_in_csv(text, NAMES), *case) for case in CSV),
        (lambda text: groups_in_json(text, NAMES), '{"w": ["Eva"]}', "Line 1, column 8: 'Eva' (w) does not stand"),
        (
            lambda text: groups_in_json(text, NAMES),
            '{"": ["Ada"]}',
            "Line 1, column 6: the name of this group is empty",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", None),  # a function's address differs from process to process
)
def test_a_fault_is_told_with_its_place(parse, text, sentence) -> None:
    with pytest.raises(InvalidCount) as refused:
        parse(text)
    assert sentence in str(refused.value) and len(str(refused.value)) < 400


def test_a_place_is_found_on_the_way_through_any_json() -> None:
    text = '{ "a" : [1, "x,]}", {"b": null, "b": true}],\n  "c": {} }'
    assert place_of(text, ()) == (1, 1)
    assert place_of(text, ("a", 1)) == (1, 13)
    assert place_of(text, ("a", 2, "b")) == (1, 38)  # of several, the last counts
    assert place_of(text, ("c",)) == (2, 8)
    assert place_of(text, ("a", 7)) == (1, 9) and place_of(text, ("c", "d")) == (2, 8)


def test_numbers_that_no_paper_holds_are_refused_before_they_fill_the_memory() -> None:
    with pytest.raises(InvalidCount, match="Paper 1 has a number that is not from 0 to 255"):
        papers_from_rows(["A", "B"], [[1, 10**12]])
    with pytest.raises(InvalidCount, match="an entry for each paper; at most 1000000"):
        write_cvr(Papers(("A",), {((0,),): 10**9}), "T", 1, "2026-01-01T00:00:00+00:00")


# -- the command


def refused(tmp_path: Path, content: str | bytes, *arguments: str, suffix: str = ".json", code: int = 1) -> str:
    path = tmp_path / f"contest{suffix}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    result = CliRunner().invoke(main, ["count", str(path), *arguments])
    assert result.exit_code == code, result.output
    return result.output


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        ('{"votes": {"A": 3}}', ["--rule", "dhondt", "--seats", "999999999"], "at most 10000 seats"),
        ('{"votes": {"A": 3}}', ["--rule", "block"], "with --seats"),
        ('{"votes": {"A": 3}}', ["--rule", "block", "--seats", "1", "--withdrawn", "Z"], "'Z' (--withdrawn)"),
        ('{"votes": {"A": 3}}', ["--rule", "block", "--seats", "1", "--quota-group", "x>=2: 1"], "cannot be met"),
        ('{"votes": {"A": 3}}', ["--rule", "block", "--seats", "1", "--quota-group", "x>=y: 1"], "The bound 'y'"),
        (
            '{"votes": {"A": 3}}',
            ["--rule", "block", "--seats", "1", "--quota-group", "x>=1: 9"],
            "not candidate numbers from 1 to 1",
        ),
        (b'{"votes": {"A\xff": 3}}', ["--rule", "block"], "Line 1, column 14: contest.json is not UTF-8"),
        (b"\xef\xbb\xbf2 1\n1 \xff 0\n", ["--rule", "av"], "Line 2, column 3: contest.json is not UTF-8"),
    ],
)
def test_what_the_command_says(tmp_path, content, arguments, sentence) -> None:
    assert sentence in refused(tmp_path, content, *arguments)


def test_quotas_that_cross_in_too_many_ways_are_refused_and_do_not_hang(tmp_path) -> None:
    """Exact bounds on 24 sets of candidates that meet each other everywhere: nobody forms groups like that."""
    names = [f"C{i}" for i in range(60)]
    quotas = []
    for k in range(24):
        members = [i + 1 for i in range(60) if hashlib.sha256(f"{k},{i}".encode()).digest()[0] % 2]
        quotas.append(f"g{k}=={len(members) // 2}: {','.join(map(str, members))}")
    tree = {"seats": 30, "votes": dict.fromkeys(names, 1), "quotas": quotas, "rule": "block"}
    assert "cross in too many ways" in refused(tmp_path, json.dumps(tree))


GOOD = {
    ".blt": '4 2\n-3\n12 1 2=4 - 3 0\n5 2 0\n3 0\n0\n"Ada \\"A\\" # x"\nBen\n"Cem"  "Dov"\n"Title"\n',
    ".abif": "{title: 'C'}\n=ada:[Ada L]\n27:ada>b=Cem # c\n12:b/5,ada/2\n3:[Two words],b\n",
    ".json": '{"candidates": ["A", "B"], "seats": 1, "ballots": [[5, [1, 2]], [4, [0, 1]]], "withdrawn": []}',
    ".txt": "2 1\n3 1 2 0\n0\nAda\nBen\n",
}
pieces = st.one_of(
    st.sampled_from(list('0123456789-="\\#>,/[]{}:\n\t\x00 ') + ["1e999", "null", "-1", "\\ud800", str(10**30), "٣"]),
    st.text(max_size=3),
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.data(), st.sampled_from(sorted(GOOD)), st.sampled_from(["scottish-stv", "ers97", "nz-meek", "schulze", "block"])
)
def test_a_damaged_file_is_counted_or_refused_with_a_sentence(tmp_path, data, suffix, rule) -> None:
    text = GOOD[suffix]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        text = text[:start] + data.draw(pieces) + text[start + data.draw(st.integers(0, 6)) :]
    path = tmp_path / f"damaged{suffix}"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    result = CliRunner().invoke(main, ["count", str(path), "--rule", rule, "--seats", "1", "--seed", "1"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code in (0, 1) and (result.exit_code == 0 or result.stderr.startswith("Error: "))
