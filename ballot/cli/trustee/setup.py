"""What a trustee's commands do before the vote: create a key, alone or together with the others, and rehearse."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from ballot.cli.database import read_passphrase
from ballot.cli.transport import (
    Certificates,
    Door,
    LinkDoor,
    Status,
    VinputAnswer,
    keep_link,
    read_link,
)
from ballot.cli.trustee.workspace import Bench, read_status
from ballot.cli.trustee_key import Secret, public_half
from ballot.crypto.group import ED25519
from ballot.errors import InvalidProof, NotPermitted
from ballot.protocol import threshold as dkg
from ballot.protocol.rehearsal import Rehearsal, answer_rehearsal
from ballot.protocol.setup import KeyPlace, ThresholdSecret, TrusteeSecret, new_trustee
from ballot.records.canonical import decode, encode
from ballot.records.threshold import CertKeys, Context
from ballot.records.trustees import SignedMessage
from ballot.secret_file import write_secret


class NewKey(NamedTuple):
    """The options of `keygen`."""

    name: str | None
    link: str | None
    threshold: bool
    key_file: Path | None
    public_file: Path | None
    passphrase_file: Path | None


# -- the key


def make_key(order: NewKey) -> None:
    """Create a key, write it sealed, and submit or write its public half."""
    from ballot.cli.trustee.commands import file_stem

    link = read_link(order.link, None)
    status = None if link is None else read_status(LinkDoor(link))
    if status is not None and status.step not in ("key", "certificate"):
        raise NotPermitted(f"No key is to be made now. {status.sentence}")
    threshold = order.threshold if status is None else status.trustee.kind == "threshold"
    name = order.name or (status.trustee.name if status else "trustee")
    stem = file_stem(name if status is None else f"{name}-{status.election.uuid}")
    key_path = order.key_file or Path(f"{stem}.key")
    secret: Secret = ThresholdSecret(1, dkg.new_seed()) if threshold else new_trustee(name)[0]
    passphrase = read_passphrase(order.passphrase_file, "Passphrase for the key file", confirm=True)
    place = None if status is None else KeyPlace(status.election.uuid, name)
    write_secret(key_path, secret.seal(passphrase, place).encode())
    click.echo(f"Secret key, encrypted: {key_path}  (keep it and its passphrase, apart, until the result is published)")
    if isinstance(secret, TrusteeSecret):
        public_path = order.public_file or key_path.with_name(f"{stem}.public.json")
        public_path.write_bytes(encode(public_half(secret, name)) + b"\n")
        whither = "" if link else "  (send this file to the returning officer)"
        click.echo(f"Public key:            {public_path}{whither}")
    click.echo(f"Fingerprint of the signing key: {secret.signing_key.fingerprint}")
    click.echo("Copy the key file to a second medium now. If it is lost, your part of the count is lost.")
    if link is not None:
        keep_link(key_path, link)
        door = LinkDoor(link)
        _send_key(door, read_status(door), secret)


def hand_in_key(bench: Bench) -> None:
    """Submit the public half of the key."""
    door = bench.need_door()
    status = _expect(bench, door, "key", "certificate")
    _send_key(door, status, bench.secret)


def _send_key(door: Door, status: Status, secret: Secret) -> None:
    if (status.trustee.kind == "threshold") != isinstance(secret, ThresholdSecret):
        raise NotPermitted("The election needs the other kind of key. Make a new one: ballot trustee keygen --link …")
    if isinstance(secret, ThresholdSecret):
        _send_certificate(door, status, secret)
    else:
        click.echo(door.post("key", encode(public_half(secret, status.trustee.name))))
        click.echo("Your public key was handed in with a proof that you know the secret half.")
    _say_next(door)


def _send_certificate(door: Door, status: Status, secret: ThresholdSecret) -> None:
    place, context = status.trustee, status.context
    if context is None or context != Context(ED25519.name, place.size, place.threshold, place.owner):
        raise InvalidProof("The server contradicts itself about your place among the trustees. Ask the officer.")
    click.echo(
        f"You are trustee {context.index} of {context.size}; any {context.threshold} of you open the count. "
        "If that is not what was agreed, stop and ask."
    )
    commitment = dkg.commit_to_polynomial(ED25519, secret.seed, context)
    message = {
        "certificate": dkg.make_certificate(ED25519, secret.seed, context),
        "commitment": commitment,
        "signing_key": secret.signing_key.public_hex,
    }
    click.echo(door.post("certificate", encode(message)))
    click.echo("Step 1 of 3: your certificate was handed in, with a commitment to your part of the common key.")


# -- key generation with the others


def hand_in_polynomial(bench: Bench) -> None:
    """Check the certificates, remember them, and send the polynomial."""
    door = bench.need_door()
    status = _expect(bench, door, "polynomial")
    secret = _seed_of(bench.secret)
    answer = door.get("certificates", Certificates)
    _check_own_place(status, secret, answer.certs, answer.commitments)
    bench.memory(door.election).remember_generation(dkg.generation_hash(answer.certs, answer.commitments))
    click.echo(f"The certificates of {len(answer.certs)} trustees hold, and yours is among them.")
    click.echo(door.post("polynomial", encode(dkg.make_polynomial(ED25519, secret.seed, answer.certs))))
    click.echo("Step 2 of 3: your part was sent, encrypted to each of the others.")
    _say_next(door)


def hand_in_voutput(bench: Bench) -> None:
    """Check what all trustees sent, and send the verification key."""
    door = bench.need_door()
    status = _expect(bench, door, "voutput")
    secret = _seed_of(bench.secret)
    answer = door.get("vinput", VinputAnswer)
    _check_own_place(status, secret, answer.certs, answer.commitments)
    bench.memory(door.election).remember_generation(dkg.generation_hash(answer.certs, answer.commitments))
    for place, (coefexps, commitment) in enumerate(zip(answer.vinput.coefexps, answer.commitments, strict=True), 1):
        try:
            dkg.verify_commitment(coefexps, commitment)
        except InvalidProof as error:
            raise InvalidProof(f"Nothing was sent. Trustee {place}: {error}.", "3.9") from None
    made = dkg.make_voutput(ED25519, secret.seed, answer.certs, answer.vinput)
    click.echo(f"What {len(answer.certs)} trustees sent fits what they committed to.")
    click.echo(door.post("voutput", encode(made)))
    click.echo("Step 3 of 3: your key is finished.")
    _say_next(door)


def _seed_of(secret: Secret) -> ThresholdSecret:
    if not isinstance(secret, ThresholdSecret):
        raise NotPermitted("This is a key of one trustee alone; it takes part in no common key generation.")
    return secret


def _check_own_place(
    status: Status, secret: ThresholdSecret, certs: tuple[SignedMessage, ...], commitments: tuple[str, ...]
) -> None:
    """Refuse certificates that change this trustee's own, its position, threshold or commitment (T3, T6, T7)."""
    if not len(certs) == len(commitments) == status.trustee.size:
        raise InvalidProof("Nothing was sent: the server does not show one certificate for each trustee.")
    dkg.verify_certificates(ED25519, certs, status.trustee.threshold)
    context = Context(ED25519.name, status.trustee.size, status.trustee.threshold, status.trustee.owner)
    own = certs[context.index - 1]
    honest = decode(CertKeys, dkg.make_certificate(ED25519, secret.seed, context).message.encode())
    if decode(CertKeys, own.message.encode()) != honest:
        raise InvalidProof("Nothing was sent: the certificate in your place is not yours. Tell the other trustees.")
    if commitments[context.index - 1] != dkg.commit_to_polynomial(ED25519, secret.seed, context):
        raise InvalidProof("Nothing was sent: the commitment in your place is not yours. Tell the other trustees.")


# -- the rehearsal


def check_key(bench: Bench) -> None:
    """Open the key file, show what the election's page must show, and do the rehearsal if it is waiting."""
    secret, door = bench.secret, bench.door
    status = None if door is None else bench.status(door)
    click.echo(f"The passphrase opens {bench.key_file}.")
    if isinstance(secret, TrusteeSecret):
        click.echo(f"Public key:                     {ED25519.g ** secret.exponent()}")
    click.echo(f"Fingerprint of the signing key: {secret.signing_key.fingerprint}")
    if door is None or status is None:
        return
    if status.step == "rehearsal":
        _rehearse(door, secret)
    else:
        click.echo(f"Nothing to rehearse now. {status.sentence}")


def _rehearse(door: Door, secret: Secret) -> None:
    """Prove that the key can be used. Whatever the server asks, the proof decrypts nothing (T13)."""
    test = door.get("rehearsal", Rehearsal)
    click.echo(door.post("rehearsal", encode(answer_rehearsal(secret, door.election, test))))
    click.echo("The rehearsal: you proved that this file and its passphrase open your key. Nothing was decrypted.")
    _say_next(door)


# -- what comes next


def show_status(bench: Bench) -> None:
    """Show the status from the server. The key is not used, so the passphrase is not asked."""
    door = bench.need_door()
    status = read_status(door)
    bench.pin_setup(door.election, status.election.setup_event)
    click.echo(f"{status.election.name}: {status.election.state}")
    kind = (
        f"any {status.trustee.threshold} of you open the count" if status.trustee.kind == "threshold" else "all needed"
    )
    click.echo(f"{status.trustee.name}, trustee {status.trustee.owner} of {status.trustee.size} ({kind})")
    say_status(status)


_COMMANDS = {
    "key": "certificate", "certificate": "certificate", "polynomial": "polynomial", "voutput": "voutput",
    "rehearsal": "check", "shuffle": "shuffle", "commit": "decrypt", "decrypt": "decrypt",
}  # fmt: skip


def say_status(status: Status) -> None:
    """Say what comes next, which command does it, and who is being waited for."""
    command = _COMMANDS.get(status.step)
    hint = f"  (ballot trustee {command} KEY_FILE)" if command else ""
    click.echo(f"Next: {status.sentence}{hint}")
    if status.waiting_for:
        click.echo(f"Waiting for {', '.join(status.waiting_for)}.")


def _say_next(door: Door) -> None:
    if isinstance(door, LinkDoor):
        say_status(read_status(door))


def _expect(bench: Bench, door: Door, *steps: str) -> Status:
    status = bench.status(door)
    if status.step not in steps:
        waiting = f" Waiting for {', '.join(status.waiting_for)}." if status.waiting_for else ""
        raise NotPermitted(f"It is not time for this step. {status.sentence}{waiting}")
    return status
