"""Passkeys (WebAuthn) as a second factor: a key pair in a phone, a computer or a security key, used after the password.

What a device signs names the site that asked, so a look-alike site gets nothing that works here. The server keeps
public keys only, so a copy of the database gives no access. Challenges are random, kept with the log-in, and usable
once (`logins.py`). Devices must verify their user (a PIN, a fingerprint, a face): a lost or stolen device is no second
factor by itself.
"""

from __future__ import annotations

import ipaddress
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from ballot import clock
from ballot.election.accounts import notices, recovery_codes
from ballot.election.accounts.logins import CHALLENGE_LIFETIME, lock_account, new_challenge, take_challenge
from ballot.election.accounts.notices import tell_owner
from ballot.election.accounts.second_factor import is_on
from ballot.election.wording import is_control
from ballot.errors import NotPermitted
from ballot.language import N_, _
from ballot.store.models.people import Login, Officer, Passkey

MAX_NAME = 60
MAX_PASSKEYS = 20  # of one account
MAX_ANSWER = 16 * 1024  # characters: browsers send about a fifth of it
_MAX_CREDENTIAL_ID = 1023  # bytes: the most that WebAuthn allows
_HANDLE_BYTES = 32
TIMEOUT = int(CHALLENGE_LIFETIME.total_seconds()) * 1000  # milliseconds, for the browser
_DEFAULT_PORTS = {"http": 80, "https": 443}
# What the library and the code it calls raise for input that no device sends.
MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)
_NOT_HERE = N_(
    "Passkeys belong to a name, and this server’s address has none that they can use. The people who run this server "
    "can change that: BALLOT_PUBLIC_URL"
)
TOO_LATE = N_("That took too long, or was sent twice. Try again.")
NOT_ACCEPTED = N_("This passkey was not accepted. Try again, or use another one of yours, or a code.")
COPIED = N_(
    "This passkey was not accepted: it has signed less often than we know, so there may be a copy of it. Log in with "
    "another passkey or a code, remove this one, and change your password."
)
_NOT_ADDED = N_("The passkey could not be added: the answer of your device is not one that we can check. Try again.")
KNOWN = N_("This passkey was added already.")
_TOO_MANY = N_("You have as many passkeys as an account can have. Remove one first.")

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer", AuthenticationCredential, RegistrationCredential)


@dataclass(frozen=True)
class Site:
    """The site that passkeys are made for: the host that devices tie them to, and the origin that they sign."""

    host: str
    origin: str


def site_of(public_url: str) -> Site | None:
    """Return the site of the configured public address, or None if no passkey can be made for it."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    if not host or not host.isascii() or _is_number(host):
        return None
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return Site(host, f"{parts.scheme}://{host}{port}")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Passkeys:
    """All operations on passkeys that depend on the site."""

    def __init__(self, public_url: str) -> None:
        """Use the site from the configuration: nothing in a request can change it."""
        self._site = site_of(public_url)

    @property
    def possible(self) -> bool:
        """Whether passkeys can be made for this server's address."""
        return self._site is not None

    def ask_for_new(self, session: Session, login: Login) -> str:
        """Return what the browser needs to make a passkey, as JSON. Ask for the password first.

        Raises: NotPermitted if the server has no name, or the account has the maximum number of passkeys.
        """
        site, officer = self._known_site(), login.officer
        if len(officer.passkeys) >= MAX_PASSKEYS:
            raise NotPermitted(_(_TOO_MANY))
        officer.passkey_handle = officer.passkey_handle or secrets.token_bytes(_HANDLE_BYTES)
        options = generate_registration_options(
            rp_id=site.host,
            rp_name=site.host,
            user_id=officer.passkey_handle,
            user_name=officer.email,
            user_display_name=officer.name,
            challenge=new_challenge(login),
            timeout=TIMEOUT,
            attestation=AttestationConveyancePreference.NONE,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.PREFERRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(officer),
        )
        session.flush()
        return options_to_json(options)

    def add(self, session: Session, login: Login, name: str, answer: str) -> list[str]:
        """Add the passkey that a browser has made, and return recovery codes if it is the first second factor.

        Raises: NotPermitted unless it answers this log-in's challenge, was made for this site, and the user was
        verified.
        """
        site, officer, challenge = self._known_site(), login.officer, take_challenge(login)
        if challenge is None:
            raise NotPermitted(_(TOO_LATE))
        made = _new_passkey(site, challenge, answer)
        lock_account(session, officer)
        if len(officer.passkeys) >= MAX_PASSKEYS:
            raise NotPermitted(_(_TOO_MANY))
        made.name, made.created_at = clean_name(name), clock.now()
        first = not is_on(officer)
        _keep(session, officer, made)
        tell_owner(session, officer, notices.PASSKEY_ADDED)
        return recovery_codes.renew(session, officer) if first else []

    def ask_for_known(self, session: Session, half: Login) -> str:
        """Return what the browser needs to use a passkey of the account whose password was right, as JSON.

        Raises: NotPermitted if the server has no name, or the account has no passkey.
        """
        site = self._known_site()
        if not half.officer.passkeys:
            raise NotPermitted(_(NOT_ACCEPTED))  # an empty list would allow any passkey of the site
        options = generate_authentication_options(
            rp_id=site.host,
            challenge=new_challenge(half),
            timeout=TIMEOUT,
            allow_credentials=_descriptors(half.officer),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        session.flush()
        return options_to_json(options)

    def check(self, session: Session, half: Login, answer: str) -> None:
        """Check what a passkey of the account has signed for this log-in.

        Raises: NotPermitted unless it is a fresh answer to its challenge, for this site, by a passkey of the account.
        """
        site, challenge = self._known_site(), take_challenge(half)
        if challenge is None:
            raise NotPermitted(_(TOO_LATE))
        given = _parsed(parse_authentication_credential_json, answer, NOT_ACCEPTED)
        passkey = _own_passkey(session, half.officer, given)
        try:
            verified = verify_authentication_response(
                credential=given,
                expected_challenge=challenge,
                expected_rp_id=site.host,
                expected_origin=site.origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=0,  # compared below, once the signature is verified
                require_user_verification=True,
            )
        except MALFORMED:
            raise NotPermitted(_(NOT_ACCEPTED)) from None
        _count(passkey, verified)

    def _known_site(self) -> Site:
        if self._site is None:
            raise NotPermitted(_(_NOT_HERE))
        return self._site


def clean_name(name: str) -> str:
    """Return the name of a passkey as it is kept: one line, shortened if too long, so that nobody must start again."""
    return "".join(character for character in name if not is_control(character)).strip()[:MAX_NAME]


def _keep(session: Session, officer: Officer, made: Passkey) -> None:
    """Add a passkey. Another account may be adding the same one at this moment, so no check beforehand is enough."""
    try:
        with session.begin_nested():
            officer.passkeys.append(made)
            session.flush()
    except IntegrityError:
        raise NotPermitted(_(KNOWN)) from None


def remove(session: Session, officer: Officer, number: int) -> bool:
    """Remove a passkey of an account; return whether it existed. Recovery codes go with the last second factor."""
    lock_account(session, officer)
    found = [passkey for passkey in officer.passkeys if passkey.id == number]
    for passkey in found:
        officer.passkeys.remove(passkey)
        tell_owner(session, officer, notices.PASSKEY_REMOVED)
    if not is_on(officer):
        recovery_codes.forget(session, officer)
    session.flush()
    return bool(found)


def remove_all(session: Session, officer: Officer) -> None:
    """Remove all passkeys of an account."""
    for passkey in list(officer.passkeys):
        remove(session, officer, passkey.id)


def _new_passkey(site: Site, challenge: bytes, answer: str) -> Passkey:
    """Return the passkey that was made for this site, once the answer proves it."""
    given = _parsed(parse_registration_credential_json, answer, _NOT_ADDED)
    try:
        verified = verify_registration_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        # An unusable key would otherwise be noticed only at the next log-in.
        decoded_public_key_to_cryptography(decode_credential_public_key(verified.credential_public_key))
        if len(verified.credential_id) > _MAX_CREDENTIAL_ID:
            raise ValueError("no device's credential has so long an id")
    except MALFORMED:
        raise NotPermitted(_(_NOT_ADDED)) from None
    return Passkey(
        credential_id=verified.credential_id,
        public_key=verified.credential_public_key,
        sign_count=verified.sign_count,
        transports=_transports(given),
    )


def _own_passkey(session: Session, officer: Officer, given: AuthenticationCredential) -> Passkey:
    """Return the account's passkey that an answer names; another account's passkey counts as unknown."""
    named = select(Passkey).where(Passkey.officer_id == officer.id, Passkey.credential_id == given.raw_id)
    passkey = session.scalar(named.with_for_update())
    handle = given.response.user_handle
    if passkey is None or (handle and handle != officer.passkey_handle):
        raise NotPermitted(_(NOT_ACCEPTED))
    return passkey


def _count(passkey: Passkey, verified: VerifiedAuthentication) -> None:
    """Store the passkey's signature counter; one that goes back means a copy (many never count and always send 0)."""
    seen, now = passkey.sign_count, verified.new_sign_count
    if (seen or now) and now <= seen:
        _log.warning("passkey %d of account %d: it has signed %d times, %d are known", passkey.id, passkey.officer_id,
                     now, seen)  # fmt: skip
        raise NotPermitted(_(COPIED))
    passkey.sign_count = now


def _parsed(parse: Callable[[str], _Answer], answer: str, refusal: str) -> _Answer:
    try:
        if len(answer) > MAX_ANSWER:
            raise ValueError("no browser's answer is as long")
        given = parse(answer)
        if parse_client_data_json(given.response.client_data_json).cross_origin:
            raise ValueError("asked for inside a page of another site")
    except MALFORMED:
        raise NotPermitted(_(refusal)) from None
    return given


def _transports(given: RegistrationCredential) -> str:
    return " ".join(sorted({transport.value for transport in given.response.transports or ()}))


def _descriptors(officer: Officer) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id, transports=[AuthenticatorTransport(name) for name in passkey.transports.split()]
        )
        for passkey in officer.passkeys
    ]
