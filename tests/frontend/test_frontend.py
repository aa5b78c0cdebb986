# SPDX-License-Identifier: Apache-2.0
"""The booth's JavaScript: its own tests, and its agreement with belenios-tool."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.frontend.bridge import CHOICES, FRONTEND, ROOT, Bridge, Reference, run_node_test

NODE_TESTS = sorted(str(file.relative_to(FRONTEND / "test")) for file in (FRONTEND / "test").glob("*/*.test.js"))

SCRIPTS = {
    "booth.js",
    "check.js",
    "here.js",
    "invitation.js",
    "passkey.js",
    "progress.js",
    "registrar.js",
    "trustee.js",
    "trustee_worker.js",
    "worker.js",
}


def tracking_number(ballot: str) -> str:
    """Return the unpadded Base64 SHA-256 of a ballot."""
    return base64.b64encode(hashlib.sha256(ballot.encode()).digest()).decode().rstrip("=")


@pytest.mark.parametrize("file", NODE_TESTS)
def test_node_tests_pass(node_modules: None, file: str) -> None:
    done = run_node_test(file)
    assert done.returncode == 0 and "# pass 0" not in done.stdout, done.stdout + done.stderr


def test_no_node_test_is_left_out() -> None:
    command = json.loads((FRONTEND / "package.json").read_text())["scripts"]["test"]
    assert command == "node --test test/*/*.test.js"
    assert NODE_TESTS and len(NODE_TESTS) == len(list((FRONTEND / "test").rglob("*.test.js")))


@pytest.mark.parametrize("choices", CHOICES)
def test_the_tool_accepts_our_ballots(bridge: Bridge, reference: Reference, choices: list[list[int]]) -> None:
    token = reference.tokens[0]
    made = bridge.accept("create", election=reference.election, token=token, choices=choices)
    assert made["tracking_number"] == tracking_number(made["ballot"])
    verdict = reference.verify_ballot(made["ballot"])
    assert verdict.returncode == 0, verdict.stderr
    bridge.accept("verify", election=reference.election, ballot=made["ballot"])


@pytest.mark.parametrize("choices", CHOICES)
def test_we_accept_the_tools_ballots(bridge: Bridge, reference: Reference, choices: list[list[int]]) -> None:
    ballot = reference.generate_ballot(reference.tokens[1], choices)
    checked = bridge.accept("verify", election=reference.election, ballot=ballot)
    assert checked["tracking_number"] == tracking_number(ballot)
    derived = bridge.accept("credential", uuid=reference.uuid, token=reference.tokens[1])
    assert checked["credential"] == derived["credential"]


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every string in a record."""
    if isinstance(value, str):
        yield path
        return
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield from leaves(item, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], change: Any) -> Any:
    """Return a copy of a record in which the value at a path is changed."""
    copy = json.loads(json.dumps(value))
    parent = copy
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = change(parent[path[-1]])
    return copy


def compact(value: Any) -> str:
    """Return compact JSON."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def other_digit(text: str) -> str:
    """Change the last character of a text into another one of the same kind."""
    return text[:-1] + ("2" if text[-1] != "2" else "3")


def test_a_ballot_with_any_field_changed_is_refused(bridge: Bridge, reference: Reference) -> None:
    ballot = json.loads(reference.generate_ballot(reference.tokens[1], CHOICES[0]))
    paths = list(leaves(ballot))
    assert len(paths) > 100
    for path in paths:
        mutant = compact(replaced(ballot, path, other_digit))
        bridge.refuse("verify", election=reference.election, ballot=mutant)


def test_C13_a_list_of_another_length_is_refused(bridge: Bridge, reference: Reference) -> None:
    ballot = json.loads(reference.generate_ballot(reference.tokens[1], CHOICES[1]))
    fields = [(q, name) for q in range(6) for name in ballot["answers"][q]]
    for q, name in fields:
        for change in (lambda rows: rows[:-1], lambda rows: [*rows, rows[-1]], lambda rows: [], lambda rows: None):
            mutant = compact(replaced(ballot, ("answers", q, name), change))
            bridge.refuse("verify", election=reference.election, ballot=mutant)


def test_C14_a_blank_proof_where_none_belongs_is_refused(bridge: Bridge, reference: Reference) -> None:
    ballot = json.loads(reference.generate_ballot(reference.tokens[1], CHOICES[1]))
    blank_proof = ballot["answers"][1]["blank_proof"]
    superfluous = replaced(ballot, ("answers", 0), lambda answer: {**answer, "blank_proof": blank_proof})
    missing = replaced(ballot, ("answers", 1), lambda a: {k: v for k, v in a.items() if k != "blank_proof"})
    for mutant in (superfluous, missing):
        assert bridge.refuse("verify", election=reference.election, ballot=compact(mutant)) == "InvalidProof"


def test_B15_a_ballot_in_another_spelling_is_refused(bridge: Bridge, reference: Reference) -> None:
    ballot = reference.generate_ballot(reference.tokens[1], CHOICES[1])
    record = json.loads(ballot)
    spellings = [
        " " + ballot,
        ballot + "\n",
        "\ufeff" + ballot,
        json.dumps(record),
        compact(dict(sorted(record.items(), reverse=True))),
        ballot.replace("alpha", "\\u0061lpha", 1),
        ballot.replace('{"election_uuid"', '{"election_uuid":"x","election_uuid"', 1),
        ballot[:-1] + ',"more":1}',
        ballot[:-1],
    ]
    for spelling in spellings:
        assert bridge.refuse("verify", election=reference.election, ballot=spelling) == "InvalidEncoding"


def test_B1_a_ballot_under_another_credential_is_refused(bridge: Bridge, reference: Reference) -> None:
    ballot = json.loads(reference.generate_ballot(reference.tokens[1], CHOICES[1]))
    other = bridge.accept("credential", uuid=reference.uuid, token=reference.tokens[2])["credential"]
    stolen = compact({**ballot, "credential": other})
    assert bridge.refuse("verify", election=reference.election, ballot=stolen) == "InvalidProof"


def test_a_challenge_is_checked_and_each_change_in_it_is_found(bridge: Bridge, reference: Reference) -> None:
    asked = {"election": reference.election, "token": reference.tokens[0], "choices": CHOICES[0]}
    made = bridge.accept("create", **asked)
    assert bridge.accept("verify_opened", opened=made["opened"])["choices"] == CHOICES[0]
    opened = json.loads(made["opened"])
    other = json.loads(bridge.accept("create", **asked)["opened"])
    mutants = [
        {**opened, "ballot": made["ballot"]},  # P8: signed, so that it could be cast
        {**opened, "ballot": made["ballot"], "check_number": made["tracking_number"]},
        {**opened, "ballot": other["ballot"]},
        {**opened, "randomness": other["randomness"]},
        {**opened, "check_number": other["check_number"]},
        {**opened, "choices": [[1, 1, 0], *opened["choices"][1:]]},
        replaced(opened, ("randomness", 3, 10), other_digit),
        replaced(opened, ("election",), lambda text: text.replace("Cross-check", "Cross-Check")),
    ]
    for mutant in mutants:
        bridge.refuse("verify_opened", opened=compact(mutant))


def test_choices_that_the_paper_does_not_allow_are_not_encrypted(bridge: Bridge, reference: Reference) -> None:
    good = CHOICES[0]
    bad = [
        [[1, 1, 1], *good[1:]],
        [good[0], [1, 1, 0], *good[2:]],
        [good[0], [0, 0, 0], *good[2:]],
        [good[0], [0, 1, 1], *good[2:]],
        [*good[:4], [1, 0, 0, 0], good[5]],
        [[2, 0, 0], *good[1:]],
        [[-1, 1, 0], *good[1:]],
        [[1, 0], *good[1:]],
        good[:5],
    ]
    for choices in bad:
        refusal = bridge.refuse("create", election=reference.election, token=reference.tokens[0], choices=choices)
        assert refusal == "ChoiceNotAllowed"


def test_P7_the_served_scripts_are_exactly_what_the_sources_build(node_modules: None, tmp_path: Path) -> None:
    done = subprocess.run([ROOT / "scripts" / "build_assets", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    served = ROOT / "ballot" / "static" / "js"
    names = {file.name for file in tmp_path.iterdir()}
    words = {f"messages.{file.name}" for file in (FRONTEND / "messages").iterdir()}
    assert len(words) >= 8
    assert names == {*SCRIPTS, *words, "manifest.json", "LICENSES.txt"} == {f.name for f in served.iterdir()}
    for name in names:
        assert (served / name).read_bytes() == (tmp_path / name).read_bytes(), f"{name}: run `make assets` and commit"


def test_P7_the_manifest_names_the_hash_of_each_script() -> None:
    served = ROOT / "ballot" / "static" / "js"
    manifest = json.loads((served / "manifest.json").read_text())
    for name, digest in manifest["files"].items():
        content = (served / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        assert manifest["integrity"][name] == "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()
    assert set(manifest["files"]) == {file.name for file in served.glob("*.js")}


def test_W27_the_lock_pins_every_package_and_names_no_registry() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert all("integrity" in entry and "resolved" not in entry for entry in packages.values())
    wanted = json.loads((FRONTEND / "package.json").read_text())
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert packages[f"node_modules/{name}"]["version"] == version
