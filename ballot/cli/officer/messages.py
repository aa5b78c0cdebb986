"""Files exchanged between the officer and trustees without a link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from ballot.cli.transport import HandIn
from ballot.election.scene import Scene
from ballot.errors import InvalidEncoding, NotPermitted

if TYPE_CHECKING:
    from ballot.store.models.election import Election, Trustee


def called(election: Election, name: str) -> Trustee | None:
    """Return the trustee with this name, if there is one."""
    return next((trustee for trustee in election.trustees if trustee.name == name.strip()), None)


def must_find(election: Election, name: str) -> Trustee:
    """Return the trustee with this name.

    Raises:
        NotPermitted: there is none; the message names the others.
    """
    trustee = called(election, name)
    if trustee is None:
        known = ", ".join(other.name for other in election.trustees) or "none yet"
        raise NotPermitted(f"There is no trustee called {name} in this election. There are: {known}.")
    return trustee


def make_handout(scene: Scene, trustee: Trustee) -> bytes:
    """Return the data that the personal link would give for the next step, in one file."""
    from ballot.election.trustees import keygen, rehearsal
    from ballot.records.canonical import decode
    from ballot.records.threshold import Voutput

    status = _status(scene, trustee)
    answers: dict[str, Any] = {"status": status}
    if status["step"] == "polynomial":
        certs, commitments = keygen.certificates(scene.election)
        answers["certificates"] = {"certs": certs, "commitments": commitments}
    elif status["step"] == "voutput":
        answers["vinput"] = keygen.vinput_for(scene.election, trustee)
    elif status["step"] == "rehearsal":
        answers["rehearsal"] = rehearsal.rehearsal_for(scene, trustee)
    if trustee.voutput is not None:
        answers["private-key"] = {"private_key": decode(Voutput, trustee.voutput).private_key}
    return msgspec.json.encode(answers) + b"\n"


def _status(scene: Scene, trustee: Trustee) -> dict[str, Any]:
    from ballot.election.tally.turns import status

    now, size = status(scene, trustee), len(scene.election.trustees)
    return {
        "election": {
            "name": scene.election.name,
            "state": scene.election.state,
            "uuid": scene.election.uuid,
            "phi": scene.election.fingerprint,
            "setup_event": scene.election.setup_event,
        },
        "trustee": {
            "name": trustee.name,
            "owner": trustee.position,
            "signing_key": trustee.signing_key,
            "kind": "single" if scene.election.threshold is None else "threshold",
            "size": size,
            "threshold": scene.election.threshold or size,
            "mixes": trustee.mixes,
        },
        "step": now.step,
        "sentence": now.sentence,
        "waiting_for": now.waiting_for,
        "context": now.context,
    }


def take_message(scene: Scene, path: Path) -> None:
    """Verify and accept a file that a trustee sent back.

    Raises:
        InvalidEncoding: not such a file. NotPermitted, InvalidProof: its contents are refused.
    """
    try:
        message = msgspec.json.decode(path.read_bytes(), type=HandIn)
    except msgspec.MsgspecError:
        raise InvalidEncoding(
            f"{path} is not a file that a trustee's tool made to be handed in. A public key is taken by "
            "`ballot election trustee-add`, and its trustee then answers the test with `ballot trustee check`."
        ) from None
    if message.what not in _TAKERS:
        raise InvalidEncoding(f"{path} answers an unknown step, {message.what!r}.")
    trustee = must_find(scene.election, message.name)
    _TAKERS[message.what](scene, trustee, bytes(message.body))
    click.echo(f"{path}: taken from {trustee.name} and verified.")


def _take_public(scene: Scene, trustee: Trustee, raw: bytes) -> None:
    from ballot.election.trustees.trustees import accept_trustee_key

    accept_trustee_key(scene, trustee, raw)


def _take_certificate(scene: Scene, trustee: Trustee, raw: bytes) -> None:
    from ballot.election.trustees.keygen import accept_certificate

    accept_certificate(scene, trustee, raw)


def _take_polynomial(scene: Scene, trustee: Trustee, raw: bytes) -> None:
    from ballot.election.trustees.keygen import accept_polynomial

    accept_polynomial(scene, trustee, raw)


def _take_voutput(scene: Scene, trustee: Trustee, raw: bytes) -> None:
    from ballot.election.trustees.keygen import accept_voutput

    accept_voutput(scene, trustee, raw)


def _take_answer(scene: Scene, trustee: Trustee, raw: bytes) -> None:
    from ballot.election.trustees.rehearsal import accept_rehearsal

    accept_rehearsal(scene, trustee, raw)


_TAKERS: dict[str, Callable[[Scene, Trustee, bytes], None]] = {
    "key": _take_public,
    "certificate": _take_certificate,
    "polynomial": _take_polynomial,
    "voutput": _take_voutput,
    "rehearsal": _take_answer,
}
