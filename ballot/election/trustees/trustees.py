"""Trustees: the people who each have a share of the election's key.

The server stores public values only. A trustee who uses the command line hands in a public key with its proof of
knowledge; an officer-run trustee's key is made here, handed out once as a sealed file, and forgotten.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from ballot import clock
from ballot.crypto.signing import fingerprint
from ballot.election import log
from ballot.election.accounts.officers import normal_address
from ballot.election.paper import removed
from ballot.election.roll.roll import is_address
from ballot.election.scene import Scene
from ballot.election.state import require_draft
from ballot.election.trustees.keygen import forget_keys
from ballot.election.trustees.mixers import propose_mixers
from ballot.election.wording import clean_line
from ballot.errors import InvalidEncoding, NotPermitted
from ballot.language import _, isolated, lazy, ngettext
from ballot.protocol.setup import KeyPlace, TrusteeKey, new_trustee, parse_trustee_key
from ballot.records.canonical import decode, encode
from ballot.records.trustees import TrusteePublicKey
from ballot.store.models.election import Election, Trustee
from ballot.store.models.paper import Removal

_MAX_TRUSTEES = 50
MAX_NAME = 100
_MAX_KEY_BYTES = 16_384
_KEY_FILE = lazy("A common key is made by the trustees together; a key file made here cannot be part of it.")


def invite_trustee(scene: Scene, name: str, organisation: str = "", email: str = "") -> Trustee:
    """Add a trustee, perhaps from another organisation, whose key is made elsewhere (`ballot trustee key`).

    `email`: where the link and news are sent, or "". Raises: NotPermitted if a value is not acceptable.
    """
    address = checked_address(email)
    trustee = _add(scene, name, "command-line", organisation)
    trustee.email = address
    log.write(scene, log.OFFICER, f"Invited {trustee.name} as a trustee.")
    return trustee


def checked_address(email: str) -> str:
    """Return where a trustee's link and news are sent, or "" for nowhere. Raises: NotPermitted if it is no address."""
    address = normal_address(email)
    if address and not is_address(address):
        raise NotPermitted(_("“%(email)s” is not an e-mail address.", email=email.strip()))
    return address


def accept_trustee_key(scene: Scene, trustee: Trustee, public_key_json: bytes) -> None:
    """Verify a trustee's public key file and keep it.

    `public_key_json` is what `ballot trustee key` wrote: the trustee's public key with its proof of knowledge, and
    the verification key of the trustee's signatures (`protocol.setup.TrusteeKey`).

    Raises: InvalidEncoding, InvalidProof, or NotPermitted if another trustee of this election has the same key.
    """
    require_draft(scene)
    if len(public_key_json) > _MAX_KEY_BYTES:
        raise InvalidEncoding(_("The file is too large to be a trustee's public key."))
    _keep(scene.election, trustee, parse_trustee_key(public_key_json))
    scene.session.flush()
    log.write(scene, trustee.name, f"{trustee.name}'s public key was handed in and its proof verified.")


def make_officer_trustee(scene: Scene, name: str, passphrase: str, organisation: str = "") -> str:
    """Make a trustee's key, perhaps from another organisation, and return the sealed key file, which is not stored.

    Raises: InvalidEncoding if the passphrase is too short.
    """
    if scene.election.threshold is not None:
        raise NotPermitted(_KEY_FILE)
    trustee = _add(scene, name, "officer", organisation)
    secret, key = new_trustee(trustee.name)
    key_file = secret.seal(passphrase, KeyPlace(scene.election.uuid, trustee.name))
    _keep(scene.election, trustee, key)
    scene.session.flush()
    log.write(scene, log.OFFICER, f"Made {trustee.name}'s key and handed out its sealed key file once.")
    return key_file


class RemovedTrustee(msgspec.Struct, frozen=True, kw_only=True):
    """A trustee who was removed from a draft: who they are, and a key of their own. A common key is made again."""

    name: str
    organisation: str
    email: str
    kind: str
    mixes: bool
    invited_at: dt.datetime
    link_hash: str | None
    public_key: bytes | None = None
    signing_key: str | None = None
    accepted_at: dt.datetime | None = None
    rehearsal: str | None = None
    rehearsed_at: dt.datetime | None = None


_PERSON = ("name", "organisation", "email", "kind", "mixes", "invited_at", "link_hash")
_OWN_KEY = ("public_key", "signing_key", "accepted_at", "rehearsal", "rehearsed_at")


def remove_trustee(scene: Scene, trustee: Trustee) -> None:
    """Remove a trustee from a draft election; the owner numbers of those after move up.

    They can be brought back until the freeze. Their link does not work meanwhile.
    """
    session, election = scene.session, scene.election
    require_draft(scene)
    name = trustee.name
    kept = _PERSON if election.threshold is not None else (*_PERSON, *_OWN_KEY)
    whole = RemovedTrustee(**{one: getattr(trustee, one) for one in kept})
    removed.keep(scene, "trustee", name, msgspec.json.encode(whole))
    election.trustees.remove(trustee)
    session.flush()
    for position, remaining in enumerate(election.trustees, start=1):
        remaining.position = position
        session.flush()
    _begin_again(election)
    log.write(scene, log.OFFICER, f"Removed {name} from the trustees.")


def bring_back_trustee(scene: Scene, removal: Removal) -> Trustee:
    """Make somebody a trustee again, as the last one. A key of their own comes back, unless a common one is made now.

    Raises: NotPermitted if another trustee has this name or key now, or a key file does not fit a common key.
    """
    require_draft(scene)
    whole = msgspec.json.decode(removal.content, type=RemovedTrustee)
    if scene.election.threshold is not None and whole.kind == "officer":
        raise NotPermitted(_KEY_FILE)
    trustee = _add(scene, whole.name, whole.kind, whole.organisation)
    shared = scene.election.threshold is not None
    for name in _PERSON if shared else (*_PERSON, *_OWN_KEY):
        setattr(trustee, name, getattr(whole, name))
    for other in scene.election.trustees if trustee.public_key else ():
        _refuse_same_key(other, trustee, public_key(trustee).public_key, trustee.signing_key)
    removed.take_out(scene, removal)
    log.write(scene, log.OFFICER, f"Made {trustee.name} a trustee again.")
    return trustee


def public_key(trustee: Trustee) -> TrusteePublicKey:
    """Return the record of an accepted trustee's verification key."""
    if trustee.public_key is None:
        raise NotPermitted(_("%(trustee)s has not handed in a trustee key.", trustee=isolated(trustee.name)))
    return decode(TrusteePublicKey, trustee.public_key)


def signing_fingerprint(trustee: Trustee) -> str:
    """Return the fingerprint of an accepted trustee's signing key, as the charter lists it."""
    if trustee.signing_key is None:
        raise NotPermitted(_("%(trustee)s has not handed in a trustee key.", trustee=isolated(trustee.name)))
    return fingerprint(trustee.signing_key)


def _add(scene: Scene, name: str, kind: str, organisation: str) -> Trustee:
    require_draft(scene)
    if len(scene.election.trustees) >= _MAX_TRUSTEES:
        raise NotPermitted(
            ngettext(
                "An election has at most %(num)s trustee.", "An election has at most %(num)s trustees.", _MAX_TRUSTEES
            )
        )
    cleaned = clean_line(name, _("The trustee's name"), MAX_NAME, "name")
    if any(other.name == cleaned for other in scene.election.trustees):
        raise NotPermitted(_("There is a trustee called %(name)s already.", name=isolated(cleaned)))
    trustee = Trustee(position=len(scene.election.trustees) + 1, name=cleaned, kind=kind, invited_at=clock.now())
    if organisation.strip():
        trustee.organisation = clean_line(organisation, _("The organisation"), MAX_NAME, "organisation")
    scene.election.trustees.append(trustee)
    _begin_again(scene.election)
    scene.session.flush()
    return trustee


def _begin_again(election: Election) -> None:
    """Drop the parts of a common key, and propose mixers again: both were for another number of trustees."""
    if election.threshold is not None:
        election.threshold = min(election.threshold, len(election.trustees)) or None
        forget_keys(election)
        propose_mixers(election)


def _keep(election: Election, trustee: Trustee, key: TrusteeKey) -> None:
    for other in election.trustees:
        _refuse_same_key(other, trustee, key.trustee.public_key, key.signing_key)
    trustee.public_key = encode(key.trustee)
    trustee.signing_key = key.signing_key
    trustee.accepted_at = clock.now()


def _refuse_same_key(other: Trustee, trustee: Trustee, key: str, signing_key: str | None) -> None:
    if other is trustee or other.public_key is None:
        return
    if public_key(other).public_key == key or other.signing_key == signing_key:
        raise NotPermitted(
            _(
                "This is the key of %(other)s. Each trustee needs a key of their own: make a new one.",
                other=isolated(other.name),
            )
        )
