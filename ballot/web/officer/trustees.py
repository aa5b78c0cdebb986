"""The officer's pages about the trustees: who they are, how many are needed, who shuffles, links and rehearsals."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot.election.notices.trustees import send_link
from ballot.election.paper.contests import has_ranked_contest
from ballot.election.paper.removed import removals
from ballot.election.scene import Scene
from ballot.election.trustees import keygen
from ballot.election.trustees.link import new_link
from ballot.election.trustees.mixers import choose_mixers, mixers_of, proposed_number, usual_fewest
from ballot.election.trustees.rehearsal import rehearse_with_secret
from ballot.election.trustees.trustees import (
    accept_trustee_key,
    invite_trustee,
    make_officer_trustee,
)
from ballot.errors import BallotError, NotPermitted
from ballot.language import _, isolated
from ballot.protocol.setup import open_key_file
from ballot.store.models.election import Election, Trustee
from ballot.web import worker
from ballot.web.officer.trustee_progress import needed_words, progress
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import DecryptForm, InviteForm, KeyFileForm, MixersForm, PublicKeyForm, ThresholdForm
from ballot.web.page.results import file_link
from ballot.web.request.access import own_election
from ballot.web.services import services

blueprint = Blueprint("trustees", __name__, url_prefix="/officer/elections/<uuid>/trustees")

_LINK_STATES = ("draft", "frozen", "open", "closed")


@blueprint.get("")
@own_election(*_LINK_STATES)
def page(scene: Scene) -> ResponseReturnValue:
    """List the trustees, what each has done, and the ways to add one."""
    return _page(scene)


def _page(
    scene: Scene,
    invite: InviteForm | None = None,
    file: KeyFileForm | None = None,
    needed: ThresholdForm | None = None,
    mixers: MixersForm | None = None,
) -> str:
    return render_template(
        "officer/trustees/trustees.html",
        election=scene.election,
        invite=invite or InviteForm(prefix="invite"),
        file=file or KeyFileForm(prefix="file"),
        needed=needed or ThresholdForm.of(scene.election),
        progress=progress(scene),
        words=needed_words(scene.election),
        mixers=mixers or MixersForm.of(scene.election),
        shuffled=has_ranked_contest(scene.election),
        proposed=proposed_number(scene.election),
        usual=usual_fewest(len(mixers_of(scene.election))),
        can_mail=services().mailer is not None,
        removals=removals(scene, "trustee") if scene.election.state == "draft" else [],
        begun=any(trustee.certificate is not None for trustee in scene.election.trustees),
    )


def _back(election: Election) -> ResponseReturnValue:
    return redirect(url_for("trustees.page", uuid=election.uuid))


def _invite_form(_scene: Scene) -> InviteForm:
    return InviteForm(prefix="invite")


@blueprint.post("/invite")
@own_election("draft")
@form_view(_invite_form, _page, name="invite", field="name")
def invite(scene: Scene, form: InviteForm) -> ResponseReturnValue:
    """Add a trustee whose key is made on their own machine."""
    invite_trustee(scene, *(field.data or "" for field in (form.name, form.organisation, form.email)))
    return _back(scene.election)


def _key_file_form(_scene: Scene) -> KeyFileForm:
    return KeyFileForm(prefix="file")


@blueprint.post("/key-file")
@own_election("draft")
@form_view(_key_file_form, _page, name="file", field="name", refusals=BallotError)
def make_key_file(scene: Scene, form: KeyFileForm) -> ResponseReturnValue:
    """Create a trustee's key and send its sealed file once."""
    text = make_officer_trustee(scene, form.name.data or "", form.passphrase.data or "", form.organisation.data or "")
    return render_template(
        "officer/trustees/key_file.html",
        election=scene.election,
        trustee=scene.election.trustees[-1],
        text=text,
        link=file_link(text.encode()),
    )


def _threshold_form(_scene: Scene) -> ThresholdForm:
    return ThresholdForm(prefix="needed")


@blueprint.post("/needed")
@own_election("draft")
@form_view(_threshold_form, _page, name="needed", field="number")
def needed(scene: Scene, form: ThresholdForm) -> ResponseReturnValue:
    """Set how many trustees are needed to open the count."""
    keygen.set_threshold(scene, form.threshold())
    flash(_("Trustees needed to open the count: %(number)s.", number=needed_words(scene.election)))
    return _back(scene.election)


def _mixers_form(_scene: Scene) -> MixersForm:
    return MixersForm(prefix="mixers")


@blueprint.post("/mixers")
@own_election("draft")
@form_view(_mixers_form, _page, name="mixers", field="fewest")
def mixers(scene: Scene, form: MixersForm) -> ResponseReturnValue:
    """Set who shuffles the ranked ballots, and how many of them must."""
    ticked = request.form.getlist("mixer")
    owners = {trustee.position for trustee in scene.election.trustees if str(trustee.position) in ticked}
    choose_mixers(scene, owners, form.fewest.data)
    flash(_("Saved who shuffles."))
    return _back(scene.election)


@blueprint.post("/restart")
@own_election("draft")
def restart(scene: Scene) -> ResponseReturnValue:
    """Restart the generation of the common key, with new keys for everybody (T6)."""
    if scene.election.threshold is None:
        raise NotPermitted(_("There is no common key to make again. Remove the trustee and add them anew."))
    keygen.restart(scene)
    flash(_("Everything that the trustees had handed in is dropped. Each of them makes a new key with the same link."))
    return _back(scene.election)


@blueprint.post("/<int:position>/link")
@own_election(*_LINK_STATES)
def link(scene: Scene, position: int) -> ResponseReturnValue:
    """Create a trustee's personal link and show it once; an older link stops working."""
    trustee = trustee_at(scene.election, position)
    address = new_link(scene, trustee, services().config.public_url)
    return render_template("officer/trustees/link.html", election=scene.election, trustee=trustee, address=address)


@blueprint.post("/<int:position>/send")
@own_election(*_LINK_STATES)
def send(scene: Scene, position: int) -> ResponseReturnValue:
    """Create a trustee's personal link and send it by mail: only the trustee sees it."""
    trustee = trustee_at(scene.election, position)
    if services().mailer is None:
        raise NotPermitted(_("This server has no mail settings. Make the link, and pass it on yourself."))
    send_link(scene, trustee, services().config.public_url)
    worker.wake()
    flash(_("The personal link is on its way to %(email)s.", email=trustee.email))
    return _back(scene.election)


def _key_page(scene: Scene, form: PublicKeyForm, position: int) -> str:
    trustee = trustee_at(scene.election, position)
    return render_template("officer/trustees/key.html", election=scene.election, trustee=trustee, form=form)


@blueprint.get("/<int:position>/key", endpoint="key")
@blueprint.post("/<int:position>/key")
@own_election("draft")
@form_view(PublicKeyForm, _key_page, field="file", refusals=BallotError)
def hand_in_key(scene: Scene, form: PublicKeyForm, position: int) -> ResponseReturnValue:
    """Show the form for a trustee's public key; verify and store the key."""
    trustee, content = trustee_at(scene.election, position), form.content()
    if scene.election.threshold is not None:
        raise NotPermitted(_("The trustees make one key together: each needs the personal link for it."))
    if not content:
        raise NotPermitted(_("Choose the file, or paste its content."))
    accept_trustee_key(scene, trustee, content)
    flash(_("The key of %(trustee)s is here.", trustee=isolated(trustee.name)))
    return _back(scene.election)


def _rehearsal_page(scene: Scene, form: DecryptForm, position: int) -> str:
    trustee = officer_run_at(scene.election, position)
    return render_template("officer/trustees/rehearsal.html", election=scene.election, trustee=trustee, form=form)


@blueprint.get("/<int:position>/rehearsal", endpoint="rehearsal")
@blueprint.post("/<int:position>/rehearsal")
@own_election("draft")
@form_view(DecryptForm, _rehearsal_page, field="file", refusals=BallotError)
def rehearse(scene: Scene, form: DecryptForm, position: int) -> ResponseReturnValue:
    """Open the test message with a key file that was made here (T21); the key is discarded immediately."""
    trustee = officer_run_at(scene.election, position)
    secret = open_key_file(form.file.data.read().decode("utf-8", "replace"), form.passphrase.data or "")
    rehearse_with_secret(scene, trustee, secret)
    flash(_("%(trustee)s has passed the rehearsal: the key file opens.", trustee=isolated(trustee.name)))
    return _back(scene.election)


def trustee_at(election: Election, position: int) -> Trustee:
    """Return a trustee of this election, never of another one."""
    for trustee in election.trustees:
        if trustee.position == position:
            return trustee
    abort(404)


def officer_run_at(election: Election, position: int) -> Trustee:
    """Return a trustee whose key is in a file that was made here; no other key is ever entered on this server."""
    trustee = trustee_at(election, position)
    if trustee.kind != "officer":
        abort(404)
    return trustee
