"""The delivery of the tokens: the ledger that must add up, the mails, and those that do not arrive."""

from email.utils import parseaddr

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ballot.election.accounts.member_logins import requests_to_answer
from ballot.election.mail.bounces import return_paths, split_messages, take_reports
from ballot.election.mail.delivery import forget_outage, outage
from ballot.election.mail.dns import DnsFinding, check_sender, look_up
from ballot.election.mail.outbox import outbox_counts, release_tokens, retry_failed, shown_counts
from ballot.election.mail.texts import token_previews
from ballot.election.mail.trial_mails import queue_trial_mail, trial_mails
from ballot.election.mail.words import MAX_PARAGRAPH, MAX_SUBJECT, Words, languages_of, own_words, save_words
from ballot.election.mail.words import STATES as WORDS
from ballot.election.roles import REGISTRAR
from ballot.election.roll.search import entries, whose
from ballot.election.scene import Scene
from ballot.election.tokens.ledger import decide_tokens, find_members, ledger, members_to_decide
from ballot.election.tokens.letters import letter_sums
from ballot.election.voting.turnout import figures
from ballot.language import LANGUAGES, _, lazy, ngettext
from ballot.store.models.election import SINCE_FREEZE
from ballot.web import worker
from ballot.web.officer.steps import sums_in_words
from ballot.web.officer.tokens.forms import ReturnedForm, TokensForm, TrialForm
from ballot.web.page.form_view import form_view
from ballot.web.page.forms import EmptyForm
from ballot.web.page.mail_pace import pace_in_words
from ballot.web.request.access import own_election
from ballot.web.request.bodies import ROLL_BODY_LIMIT, body_limit, numbers_sent
from ballot.web.services import services

blueprint = Blueprint("mails", __name__, url_prefix="/officer/elections/<uuid>/mails")

# The purpose and the recipients of each kind of mail.
KINDS = {
    "token": lazy("To members: their token"),
    "times": lazy("To all members: changed times"),
    "corrected": lazy("To an old address: another one is used now"),
    "replaced": lazy("To an old address: the token is replaced"),
    "removed": lazy("To members who were taken off the roll"),
    "request": lazy("To officers: a member asks for a new token"),
    "invitation": lazy("Invitations to a role"),
    "act-waiting": lazy("To officers: an act waits for them"),
    "handed-over": lazy("To officers: the election was handed over"),
    "unopened": lazy("To the returning officer: the voting was not opened"),
    "stopped": lazy("To officers: the voting was stopped"),
    "your-turn": lazy("To the returning officer: it is their turn"),
    "trustee": lazy("To trustees: their link, and when it is their turn"),
    "test": lazy("Test mails"),
}
_LONGEST_LIST = 500  # members to decide on, per page


def _picked(scene: Scene, ids: set[int]) -> list[tuple[int, str]]:
    """Return the members chosen on the page of the roll who are in no table here, one line each."""
    return [(one.id, whose(one)) for one in entries(scene, ids)]


def _page(scene: Scene, form: TokensForm | None = None, returned: ReturnedForm | None = None) -> str:
    form, undecided = form or TokensForm(formdata=None), members_to_decide(scene)
    shown, ticked = undecided[:_LONGEST_LIST], request.values.getlist("members")
    if scene.election.state == "closed":
        form.only_undeliverable()
    sums = ledger(scene)
    return render_template(
        "officer/tokens/mails.html",
        election=scene.election,
        form=form,
        returned=returned or ReturnedForm(formdata=None),
        can_return=services().config.bounce_address is not None,
        sums=sums,
        sentence=sums_in_words(sums),
        counts=outbox_counts(scene),
        kinds=KINDS,
        by_kind=shown_counts(scene),
        letters=letter_sums(scene),
        undecided=shown,
        picked=_picked(scene, {*numbers_sent(ticked)} - {member.id for member in shown}),
        more=len(undecided) - _LONGEST_LIST,
        ticked=ticked,
        figures=figures(scene),
        can_mail=services().mailer is not None,
        pace=pace_in_words(scene.session),
        outage=outage(scene.session),
        lost=requests_to_answer(scene),
    )


@blueprint.get("")
@own_election(*SINCE_FREEZE, also=[REGISTRAR])
def page(scene: Scene) -> ResponseReturnValue:
    """Show the ledger of tokens, how many mails are delivered, and which members have not received their token."""
    return _page(scene)


@blueprint.post("/send")
@own_election("frozen", "open", also=[REGISTRAR])
def send(scene: Scene) -> ResponseReturnValue:
    """Release the tokens, and start sending what is due."""
    release_tokens(scene)
    flash(_("The mails are being sent."))
    worker.wake()
    return redirect(url_for("mails.page", uuid=scene.election.uuid))


@blueprint.post("/retry")
@own_election(*SINCE_FREEZE, also=[REGISTRAR])
def retry(scene: Scene) -> ResponseReturnValue:
    """Queue the refused mails of every kind again."""
    again = retry_failed(scene)
    forget_outage(scene.session)
    flash(ngettext("%(num)s refused mail is tried again.", "%(num)s refused mails are tried again.", again))
    worker.wake()
    return redirect(url_for("mails.page", uuid=scene.election.uuid))


@blueprint.post("/decide")
@own_election("frozen", "open", "closed", also=[REGISTRAR])
@form_view(TokensForm, _page)
def decide(scene: Scene, form: TokensForm) -> ResponseReturnValue:
    """Mark tokens as held or undeliverable, or release them again."""
    listed = numbers_sent(request.form.getlist("members"))
    ids = [*listed, *find_members(scene, form.words())]
    number = decide_tokens(scene, ids, form.decision.data, form.reason.data or "")
    flash(ngettext("Written down for %(num)s member.", "Written down for %(num)s members.", number))
    return redirect(url_for("mails.page", uuid=scene.election.uuid))


@blueprint.post("/returned")
@body_limit(ROLL_BODY_LIMIT)
@own_election("frozen", "open", "closed", also=[REGISTRAR])
@form_view(ReturnedForm, _page, name="returned", field="file")
def take_returned(scene: Scene, form: ReturnedForm) -> ResponseReturnValue:
    """Read a file of returned mails, and mark those of this election."""
    config = services().config
    returns = return_paths(config.bounce_address, config.secret_key)
    if returns is None:
        abort(404)  # the page does not offer it
    raws = split_messages(form.file.data.read())
    flash(take_reports(scene.session, raws, returns, scene.election).in_words())
    return redirect(url_for("mails.page", uuid=scene.election.uuid))


def _look_up() -> list[DnsFinding]:
    """Query DNS about our own sender address, only when the officer presses the button."""
    config = services().config
    domain = parseaddr(config.mail_from or "")[1].rpartition("@")[2]
    bounces = (config.bounce_address or "").rpartition("@")[2]
    return check_sender(domain, request.args["selector"].strip(), bounces, look_up) if domain else []


def _test_page(scene: Scene, form: TrialForm) -> str:
    return render_template(
        "officer/tokens/test_mails.html",
        election=scene.election,
        form=form,
        mails=trial_mails(scene),
        can_mail=services().mailer is not None,
        outage=outage(scene.session),
        sender=services().config.mail_from,
        records=_look_up() if "selector" in request.args else None,
        selector=request.args.get("selector", ""),
    )


@blueprint.get("/test")
@own_election(also=[REGISTRAR])
def test(scene: Scene) -> ResponseReturnValue:
    """Show the fate of the test mails, a form to send one, and the DNS records of the sender's domain."""
    return _test_page(scene, TrialForm(formdata=None, address=scene.election.officer.email))


@blueprint.post("/test")
@own_election("draft", "frozen", "open", also=[REGISTRAR])
@form_view(TrialForm, _test_page, field="address")
def send_test(scene: Scene, form: TrialForm) -> ResponseReturnValue:
    """Send a test mail exactly as the tokens will be sent."""
    queue_trial_mail(scene, (form.address.data or "").strip(), services().config.public_url)
    flash(_("The test mail is on its way. Look into the inbox, and whether it lies among the spam."))
    worker.wake()
    return redirect(url_for("mails.test", uuid=scene.election.uuid))


def _typed(scene: Scene) -> dict[str, Words]:
    return {
        code: Words(request.form.get(f"subject-{code}", ""), request.form.get(f"paragraph-{code}", ""))
        for code in languages_of(scene.election)
    }


def _words_page(scene: Scene, form: EmptyForm) -> str:
    words = _typed(scene) if request.method == "POST" else own_words(scene)
    plain = {code: Words(_one_line(one.subject), one.paragraph) for code, one in words.items()}
    return render_template(
        "officer/tokens/preview.html",
        election=scene.election,
        form=form,
        words=words,
        previews=token_previews(scene.election, plain, services().config.public_url),
        names=LANGUAGES,
        longest=(MAX_SUBJECT, MAX_PARAGRAPH),
        changing=scene.election.state in WORDS,
    )


def _one_line(text: str) -> str:
    """Return a subject on one line for a preview, whatever was entered."""
    return " ".join(text.split())


def _only_preview(_form: EmptyForm) -> bool:
    return request.form.get("act") == "preview"


@blueprint.get("/preview")
@own_election(also=[REGISTRAR])
def preview_token(scene: Scene) -> ResponseReturnValue:
    """Show the mail with a member's token, in every language, and the officer's own words in it."""
    return _words_page(scene, EmptyForm(formdata=None))


@blueprint.post("/preview")
@own_election(*WORDS)
@form_view(EmptyForm, _words_page, again=_only_preview)
def save_own_words(scene: Scene, _form: EmptyForm) -> ResponseReturnValue:
    """Store the officer's own words, or only show the mail with them."""
    save_words(scene, _typed(scene))
    flash(_("The words are kept. Mails that wait in the outbox already keep theirs."))
    return redirect(url_for("mails.preview_token", uuid=scene.election.uuid))
