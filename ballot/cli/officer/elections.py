"""The returning officer's commands: the same actions as on the web pages, in the same order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ballot.cli.database import find_election, open_server, read_passphrase
from ballot.cli.officer import count as officer_count
from ballot.cli.officer import forgetting, handing_over, trustees
from ballot.cli.officer.messages import take_message
from ballot.cli.officer.plan import Plan, parse_moment, read_plan
from ballot.election.scene import Scene
from ballot.errors import NotPermitted

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
folder = click.Path(file_okay=False, path_type=Path)
uuid_argument = click.argument("uuid")


@click.group()
def officer() -> None:
    """Accounts of returning officers and of those who help them."""


@officer.command("add")
@click.argument("email")
@click.option("--name", default="", help="The name that is shown.  [default: the address]")
@click.option(
    "--password-file", type=existing_file, help="Read the password from a file's first line; else it is asked."
)
def add_officer(email: str, name: str, password_file: Path | None) -> None:
    """Add an account. EMAIL is the name to log in with."""
    from ballot.election.accounts.officers import add_officer

    server = open_server()
    password = read_passphrase(password_file, "Password (at least 12 characters)", confirm=True)
    with server.database.session() as session:
        account = add_officer(session, email, name, password, server.config.public_words)
        click.echo(f"{account.email} can log in at {server.config.public_url}/login")


@officer.command("password")
@click.argument("email")
@click.option(
    "--password-file", type=existing_file, help="Read the password from a file's first line; else it is asked."
)
def set_password(email: str, password_file: Path | None) -> None:
    """Set a new password for the account EMAIL, and end all its log-ins."""
    from ballot.election.accounts.officers import set_password_hash
    from ballot.election.accounts.passwords import hash_password

    server = open_server()
    password = read_passphrase(password_file, "Password (at least 12 characters)", confirm=True)
    with server.database.reading() as session:
        account = _find_account(session, email)
    hashed = hash_password(password, (account.email, account.name, *server.config.public_words))
    with server.database.session() as session:
        account = _find_account(session, email)
        set_password_hash(session, account, hashed)
        click.echo(f"{account.email} has a new password, and is logged out everywhere.")


@officer.command("forget-second-factor")
@click.argument("email")
def forget_second_factor(email: str) -> None:
    """Remove the second factor of the account EMAIL, whose phone, passkeys and recovery codes are lost."""
    from ballot.election.accounts.logins import end_logins
    from ballot.election.accounts.passkeys import remove_all
    from ballot.election.accounts.second_factor import turn_off

    with open_server().database.session() as session:
        account = _find_account(session, email)
        turn_off(session, account)
        remove_all(session, account)
        end_logins(session, account)
        click.echo(f"{account.email} logs in with the password alone, and is logged out everywhere.")


def _find_account(session: Any, email: str) -> Any:
    """Return the account with this address. Raises: NotPermitted."""
    from ballot.election.accounts.officers import find_officer_by_address

    account = find_officer_by_address(session, email)
    if account is None:
        raise NotPermitted(f"There is no account {email}. Add it: ballot officer add {email}")
    return account


@click.group()
def election() -> None:
    """Run an election: create, freeze, open, close, count, publish."""


for command in (*trustees.COMMANDS, *officer_count.COMMANDS, *handing_over.COMMANDS, *forgetting.COMMANDS):
    election.add_command(command)


@election.command("list")
def list_elections() -> None:
    """List the elections of this server."""
    from ballot.election.state import is_deleted
    from ballot.store.models.election import Election

    with open_server().database.reading() as session:
        for row in session.query(Election).order_by(Election.id):
            state = "deleted" if is_deleted(row) else row.state
            click.echo(f"{row.uuid}  {state:<10}  {row.name}")


@election.command("create")
@click.argument("plan", type=existing_file)
@click.option("--roll", type=existing_file, required=True, help="The roll: CSV with name, and email or address.")
@click.option("--officer", "email", required=True, help="The account of the officer who runs it.")
@click.option("--opens", default=None, help="When voting opens: 2027-03-01T08:00Z, or now.  [default: the plan's]")
@click.option(
    "--closes", default=None, help="When voting closes: a time, or a span such as +14d.  [default: the plan's]"
)
@click.option("--leave-out-bad-rows", is_flag=True, help="Take the good rows of the roll although others are rejected.")
def create(plan: Path, roll: Path, email: str, opens: str | None, closes: str | None, leave_out_bad_rows: bool) -> None:
    """Create an election from PLAN, a JSON file, and print its identifier."""
    from ballot.cli.roll import take_roll
    from ballot.election.paper.contests import add_contest
    from ballot.election.setup.draft import create_election

    plan_ = read_plan(plan, parse_moment(opens), parse_moment(closes))
    with open_server().database.session() as session:
        account = _find_account(session, email)
        made = create_election(session, account, plan_.draft)
        for contest in plan_.contests:
            add_contest(Scene(session, made), contest)
        take_roll(Scene(session, made), roll.read_bytes(), leave_out_bad_rows)
        _invite(Scene(session, made), plan_)
        uuid = made.uuid
    click.echo(uuid)


def _invite(scene: Scene, plan: Plan) -> None:
    from ballot.election.trustees.keygen import set_threshold
    from ballot.election.trustees.trustees import invite_trustee

    for name in plan.trustees:
        invite_trustee(scene, name)
    if plan.threshold is not None:
        set_threshold(scene, plan.threshold)


@election.command("status")
@uuid_argument
def status(uuid: str) -> None:
    """Show where the election stands, and what comes next."""
    from ballot.election.notices.next_steps import remaining_steps
    from ballot.election.voting.turnout import figures

    with open_server().database.reading() as session:
        row = find_election(session, uuid)
        numbers = figures(Scene(session, row))
        click.echo(f"{row.name}: {row.state}")
        click.echo(f"Roll {numbers.members}, weight {numbers.total_weight}. Voted {numbers.voters}.")
        for step in remaining_steps(Scene(session, row)):
            click.echo(f"Next: {step}")
        trustees.say_waiting(Scene(session, row))


@election.command("freeze")
@uuid_argument
@click.argument("answers", nargs=-1, type=existing_file)
@click.option(
    "--merge-file", type=click.Path(dir_okay=False, path_type=Path), help="Write the tokens for a mail merge here."
)
@click.option("--mail", is_flag=True, help="Put the tokens into the outbox, until `tokens UUID --send`.")
@click.option("--letters", is_flag=True, help="Print all tokens as letters: `ballot election letters`.")
@click.option(
    "--spares",
    type=click.IntRange(0),
    default=None,
    help="Spare tokens for lost ones.  [default: 2 % of the roll, or 10]",
)
@click.option("--accept-risk", is_flag=True, help="Freeze although the result itself may show how a member voted.")
def freeze(
    uuid: str, answers: tuple[Path, ...], merge_file: Path | None, mail: bool, letters: bool, spares: int | None,
    accept_risk: bool,
) -> None:  # fmt: skip
    """Take the trustees' ANSWERS to the rehearsal, then freeze: nothing can be changed afterwards.

    Each member gets a ballot token. The server forgets it as soon as it is handed out.
    """
    from ballot.crypto.spare_numbers import usual_number
    from ballot.election.notices.next_steps import remaining_steps
    from ballot.election.paper.secrecy import accept_secrecy
    from ballot.election.roll.roll import members_count
    from ballot.election.setup.cautions import without_whom
    from ballot.election.setup.freeze import Delivery, freeze
    from ballot.election.tokens.seal import TokenSeal
    from ballot.report.words import counted
    from ballot.secret_file import write_secret

    _refuse_channels(mail, letters, merge_file)
    server = open_server()
    with server.database.session() as session:
        scene = Scene(session, find_election(session, uuid))
        delivery = Delivery(
            channel="mail" if mail else "letters" if letters else "merge",
            public_url=server.config.public_url,
            spares=usual_number(members_count(scene)) if spares is None else spares,
            seal=TokenSeal(server.config.secret_key),
        )
        for path in answers:
            take_message(scene, path)
        if not remaining_steps(scene):  # otherwise the freeze first reports what is missing
            accept_secrecy(scene, accepted=accept_risk)
        done = freeze(scene, delivery)
        needed = without_whom(scene.election)
        if merge_file is not None and done.merge_csv is not None:
            # Inside the transaction: if the file cannot be written, nothing is frozen.
            write_secret(merge_file, done.merge_csv)
    click.echo(f"Frozen, with tokens for {counted(done.members, 'member')}.")
    for sentence in needed:
        click.echo(sentence)
    click.echo(f"Fingerprint  {done.fingerprint}\nSetup event  {done.setup_event}")
    if done.queued:
        click.echo(f"Announce the Setup event. Then send the mails: ballot election tokens {uuid} --send")


def _refuse_channels(mail: bool, letters: bool, merge_file: Path | None) -> None:
    """Require exactly one channel, and refuse a file that must not be written to."""
    from ballot.secret_file import refuse_tracked_path

    if [mail, letters, merge_file is not None].count(True) != 1:
        raise NotPermitted("Choose how the tokens reach the members: --mail, --letters or --merge-file FILE.")
    if merge_file is not None:
        refuse_tracked_path(merge_file)
        if merge_file.exists():
            raise NotPermitted(f"{merge_file} is there already. Move it away, or choose another name.")


@election.command("tokens")
@uuid_argument
@click.argument("members", nargs=-1)
@click.option("--held", "decision", flag_value="held", help="Their tokens are not sent for the time being.")
@click.option("--undeliverable", "decision", flag_value="undeliverable", help="Their tokens did not reach them.")
@click.option("--resume", "decision", flag_value="resume", help="Neither any more: their tokens go out again.")
@click.option("--reason", default="", help="One line, which stays with these members; the log says only how many.")
@click.option("--send", is_flag=True, help="The Setup event is announced: let the mails go out (`ballot mail`).")
def tokens(uuid: str, members: tuple[str, ...], decision: str | None, reason: str, send: bool) -> None:
    """Show the ledger of tokens, after writing down what becomes of those of MEMBERS (numbers or addresses)."""
    from ballot.election.mail.outbox import release_tokens
    from ballot.election.tokens.ledger import decide_tokens, find_members, ledger

    if bool(members) != (decision is not None):
        raise NotPermitted("Name members together with --held, --undeliverable or --resume; or neither.")
    with open_server().database.session() as session:
        row = find_election(session, uuid)
        if decision is not None:
            decide_tokens(Scene(session, row), find_members(Scene(session, row), members), decision, reason)
        if send:
            release_tokens(Scene(session, row))
        sums = ledger(Scene(session, row))
    click.echo(f"{sums.issued} issued + {sums.held} held + {sums.undeliverable} undeliverable; roll {sums.roll}.")
    click.echo(f"Waiting {sums.waiting}, returned {sums.returned}, missing {sums.missing}.")
    if not sums.adds_up and not send:
        raise SystemExit(1)


@election.command("letters")
@uuid_argument
@click.argument("batch", type=int, required=False)
@click.option("--to", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write the PDF here.")
@click.option("--printed", is_flag=True, help="The batch is printed: wipe its tokens, and count them as issued.")
def letters(uuid: str, batch: int | None, target: Path | None, printed: bool) -> None:
    """Print letters: make the next BATCH, write it as PDF (--to), and confirm it when it is --printed."""
    from ballot.election.tokens.letters import batch_html, confirm_printed, letter_sums, prepare_batch
    from ballot.election.tokens.seal import TokenSeal
    from ballot.report.pdf import make_pdf_apart
    from ballot.secret_file import refuse_tracked_path, write_secret

    server, page, number = open_server(), "", 0
    with server.database.session() as session:
        row = find_election(session, uuid)
        if printed:
            if batch is None or target is not None:
                raise NotPermitted("Name the batch that is printed: ballot election letters UUID BATCH --printed")
            click.echo(f"{confirm_printed(Scene(session, row), batch)} letters count as issued.")
        elif target is not None:
            refuse_tracked_path(target)
            number = batch or prepare_batch(Scene(session, row)).number
            config = server.config
            page = batch_html(Scene(session, row), number, TokenSeal(config.secret_key), config.public_url, config.look)
        sums = letter_sums(Scene(session, row))
    if target is not None:  # drawn after the transaction, so that nobody waits for the database
        write_secret(target, make_pdf_apart(page))
        click.echo(
            f"Batch {number} is in {target}. Once it is printed: ballot election letters {uuid} {number} --printed"
        )
    if printed:
        server.database.forget_deleted()
    click.echo(f"{sums.waiting} letters wait for a batch.")
    for open_batch in sums.batches:
        click.echo(f"Batch {open_batch.number}: {open_batch.letters} letters, not confirmed as printed.")


@election.command("open")
@uuid_argument
def open_election(uuid: str) -> None:
    """Open the voting."""
    from ballot.election.voting.opening import open_voting

    with open_server().database.session() as session:
        row = find_election(session, uuid)
        open_voting(Scene(session, row))
        click.echo(f"Open from {row.opens_at:%Y-%m-%d %H:%M} to {row.closes_at:%Y-%m-%d %H:%M} UTC.")


@election.command("close")
@uuid_argument
@click.option("--reason", default="", help="Before the announced end: why, for everybody.")
@click.option("--export", "target", type=folder, help="Write the archive for the trustees into this folder.")
def close(uuid: str, reason: str, target: Path | None) -> None:
    """Close the voting and add up the encrypted ballots. Before its announced end it takes a reason, which is public;
    where there is a second officer, it takes two people then, on the page of the election."""
    from ballot.election.acts import do_alone
    from ballot.election.closing.closing import kind_now
    from ballot.election.voting.turnout import figures

    server = open_server()
    with server.database.session() as session:
        row = find_election(session, uuid)
        do_alone(Scene(session, row, identity=server.identity), kind_now(row), {}, reason)
        click.echo(f"Closed with {figures(Scene(session, row)).ballots} ballots.")
        trustees.say_waiting(Scene(session, row))
    trustees.write_export(server, uuid, target)


@election.command("call-off")
@uuid_argument
@click.option("--reason", required=True, help="Why, for everybody.")
def call_off(uuid: str, reason: str) -> None:
    """End the election for good, without a result: every member is told by mail, with the reason. Where there is a
    second officer it takes two people, on the page of the election, unless too few ballots were cast and the proposal
    has waited there for three days."""
    from ballot.election.acts import do_alone
    from ballot.election.closing.calling_off import KIND

    server = open_server()
    with server.database.session() as session:
        do_alone(Scene(session, find_election(session, uuid), identity=server.identity), KIND, {}, reason)
    click.echo("Called off. There will be no result.")


@election.command("count")
@uuid_argument
@click.argument("shares", nargs=-1, type=existing_file)
def count(uuid: str, shares: tuple[Path, ...]) -> None:
    """Take the trustees' SHARES; when enough are there, open the count and show the result."""
    from ballot.cli.results import result_table
    from ballot.election.result.counting import election_result
    from ballot.election.result.open import open_count
    from ballot.election.tally.mixing import waiting_mixers
    from ballot.election.tally.shares import accept_partial_decryption, missing_shares

    with open_server().database.session() as session:
        row = find_election(session, uuid)
        for path in shares:
            click.echo(
                f"The share of {accept_partial_decryption(Scene(session, row), path.read_bytes()).name} is good."
            )
        if row.state == "closed" and (waiting_mixers(row) or missing_shares(row)):
            trustees.say_waiting(Scene(session, row))
            return
        if row.state == "closed":
            open_count(Scene(session, row))
        click.echo(result_table(election_result(Scene(session, row))))


@election.command("publish")
@uuid_argument
@click.option("--export", "target", type=folder, help="Write the whole archive into this folder.")
def publish(uuid: str, target: Path | None) -> None:
    """Declare the result and publish it with the whole archive."""
    from ballot.election.result.publishing import declare_result, publish_result

    server = open_server()
    with server.database.session() as session:
        row = find_election(session, uuid)
        if row.state == "tallied":
            declare_result(Scene(session, row))
        publish_result(Scene(session, row, identity=server.identity))
    click.echo(f"Published: {server.config.public_url}/elections/{uuid}/result")
    trustees.write_export(server, uuid, target)


@election.command("export")
@uuid_argument
@click.option("--to", "target", type=folder, default=Path(), help="Into this folder.  [default: here]")
def export_command(uuid: str, target: Path) -> None:
    """Write the archive and the companion file as they are now."""
    trustees.write_export(open_server(), uuid, target)
