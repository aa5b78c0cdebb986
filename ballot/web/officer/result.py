"""After the vote: the trustees' shares, the count, the declaration and the publication."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ballot.election.result.counting import contests_without_sheet, election_result
from ballot.election.result.open import open_count
from ballot.election.result.public_view import archive_stream, companion_stream, public_view
from ballot.election.result.publishing import declare_result, publish_result
from ballot.election.result.vacancies import vacancies
from ballot.election.roles import AUDITOR
from ballot.election.scene import Scene
from ballot.election.tally.mixing import accept_shuffle, waiting_mixers
from ballot.election.tally.shares import accept_partial_decryption, decrypt_with_key_file, missing_shares
from ballot.election.tally.tally import too_few
from ballot.errors import BallotError
from ballot.language import _, isolated
from ballot.store.models.election import SINCE_FREEZE, Trustee
from ballot.web.officer.trustee_progress import held_sentence, needed_words, progress
from ballot.web.officer.trustees import officer_run_at
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import ConfirmForm, DecryptForm, ShareForm, ShuffleForm
from ballot.web.page.pdf import print_result
from ballot.web.page.results import recount_sheets, result_sheets
from ballot.web.page.what_if import has_alternatives
from ballot.web.request.access import own_election
from ballot.web.request.bodies import SHARE_BODY_LIMIT, SHUFFLE_BODY_LIMIT, body_limit
from ballot.web.request.streams import download, takes_long
from ballot.web.services import services

blueprint = Blueprint("result", __name__, url_prefix="/officer/elections/<uuid>")


def _count_page(scene: Scene, share: ShareForm | None = None, shuffle: ShuffleForm | None = None) -> str:
    return render_template(
        "officer/result/count.html",
        election=scene.election,
        share=share or ShareForm(),
        shuffle=shuffle or ShuffleForm(prefix="shuffle"),
        mixers=waiting_mixers(scene.election),
        missing=missing_shares(scene.election),
        progress=progress(scene),
        words=needed_words(scene.election),
        held=held_sentence(scene.election),
        too_few=too_few(scene),
        view=public_view(scene),
    )


@blueprint.get("/count")
@own_election("closed")
def count(scene: Scene) -> ResponseReturnValue:
    """Show what each trustee has done, and the possible next actions."""
    return _count_page(scene)


def _shuffle_form(_scene: Scene) -> ShuffleForm:
    return ShuffleForm(prefix="shuffle")


@blueprint.post("/count/shuffle")
@body_limit(SHUFFLE_BODY_LIMIT)
@own_election("closed")
@form_view(_shuffle_form, _count_page, name="shuffle", field="file", refusals=BallotError)
def hand_in_shuffle(scene: Scene, form: ShuffleForm) -> ResponseReturnValue:
    """Verify a trustee's shuffle and append it."""
    trustee = accept_shuffle(scene, form.file.data.read())
    flash(_("The shuffle of %(trustee)s is verified and on the board.", trustee=isolated(trustee.name)))
    return redirect(url_for("result.count", uuid=scene.election.uuid))


@blueprint.post("/count/share")
@body_limit(SHARE_BODY_LIMIT)
@own_election("closed")
@form_view(ShareForm, _count_page, name="share", field="file", refusals=BallotError)
def hand_in_share(scene: Scene, form: ShareForm) -> ResponseReturnValue:
    """Verify a trustee's share and append it."""
    trustee = accept_partial_decryption(scene, form.file.data.read())
    flash(_("The share of %(trustee)s is verified.", trustee=isolated(trustee.name)))
    return redirect(url_for("result.count", uuid=scene.election.uuid))


def _decrypt_page(scene: Scene, form: DecryptForm, position: int) -> str:
    trustee = officer_run_at(scene.election, position)
    return render_template(
        "officer/result/decrypt.html",
        election=scene.election,
        trustee=trustee,
        form=form,
        shuffles=trustee in waiting_mixers(scene.election),
    )


@blueprint.get("/count/<int:position>", endpoint="decrypt_page")
@blueprint.post("/count/<int:position>")
@own_election("closed")
@form_view(DecryptForm, _decrypt_page, field="file", refusals=BallotError)
def decrypt_now(scene: Scene, form: DecryptForm, position: int) -> ResponseReturnValue:
    """Ask for a key file that was made here; shuffle or decrypt, whichever is next. The key is discarded at once."""
    trustee = officer_run_at(scene.election, position)
    text = form.file.data.read().decode("utf-8", "replace")
    decrypt_with_key_file(scene, trustee, text, form.passphrase.data or "")
    flash(_done_with_key_file(trustee))
    return redirect(url_for("result.count", uuid=scene.election.uuid))


def _done_with_key_file(trustee: Trustee) -> str:
    if trustee.decrypted_at is None:
        return _(
            "%(trustee)s has shuffled. The key file is needed once more, to decrypt.", trustee=isolated(trustee.name)
        )
    return _("The share of %(trustee)s is verified.", trustee=isolated(trustee.name))


@blueprint.post("/count/open")
@own_election("closed")
def open_now(scene: Scene) -> ResponseReturnValue:
    """Open the result once all shares are there, and count it."""
    open_count(scene)
    return redirect(url_for("result.result", uuid=scene.election.uuid))


@blueprint.get("/result")
@own_election("tallied", "declared", "published")
def result(scene: Scene) -> ResponseReturnValue:
    """Show the count to the officer, before anybody else sees it."""
    outcome = election_result(scene)
    return render_template(
        "officer/result/result.html",
        election=scene.election,
        result=outcome,
        sheets=result_sheets(scene.election, outcome),
        recounts=recount_sheets(scene.election, vacancies(scene), outcome.total_weight),
        print_view="result.result_pdf",
        view=public_view(scene),
        ties=any(contest.needs_lot for contest in outcome.contests),
        other_ways=has_alternatives(scene),
    )


@blueprint.get("/result.pdf")
@own_election("tallied", "declared", "published")
def result_pdf(scene: Scene) -> ResponseReturnValue:
    """Send the result to the officer as PDF: all of it, or the sheet of one contest."""
    return print_result(scene)


def _declare_page(scene: Scene, form: ConfirmForm) -> str:
    ties = contests_without_sheet(scene)
    return render_template("officer/result/declare.html", election=scene.election, form=form, ties=ties)


@blueprint.get("/declare", endpoint="declare_page")
@blueprint.post("/declare")
@own_election("tallied")
@form_view(ConfirmForm, _declare_page)
def declare_now(scene: Scene, _form: ConfirmForm) -> ResponseReturnValue:
    """Explain what declaring means; declare the result."""
    declare_result(scene)
    flash(_("The result is declared."))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))


@blueprint.get("/publish", endpoint="publish_page")
@blueprint.post("/publish")
@own_election("declared")
@form_view(ConfirmForm, "officer/result/publish.html")
def publish_now(scene: Scene, _form: ConfirmForm) -> ResponseReturnValue:
    """Explain what publishing shows, and to whom; publish the result, the archive and the companion file."""
    publish_result(scene)
    flash(_("The result is published."))
    return redirect(url_for("dashboard.dashboard", uuid=scene.election.uuid))


@blueprint.get("/archive")
@takes_long
@own_election(*SINCE_FREEZE, also=[AUDITOR])
def archive(scene: Scene) -> ResponseReturnValue:
    """Send the complete archive to the officer, for the trustees and the candidates' scrutineers."""
    return download(
        services().database,
        scene.election.id,
        partial(archive_stream, complete=True),
        f"{scene.election.uuid}.bel",
        "application/x-tar",
    )


@blueprint.get("/companion")
@takes_long
@own_election(*SINCE_FREEZE, also=[AUDITOR])
def companion(scene: Scene) -> ResponseReturnValue:
    """Send the complete companion file to the officer."""
    name = f"{scene.election.uuid}.companion.jsonl"
    return download(
        services().database, scene.election.id, partial(companion_stream, complete=True), name, "application/jsonl"
    )
