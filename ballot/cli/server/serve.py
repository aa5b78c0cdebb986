"""The operator's commands: serve the application, check its health."""

from __future__ import annotations

import os
import socket
import sys
from urllib.parse import urlsplit

import click
from rich.console import Console

from ballot import logs
from ballot.cli.server.doctor import examine
from ballot.cli.server.finding import Finding
from ballot.config import LOCAL, Config
from ballot.errors import ConfigurationError

_APPLICATION = "ballot.web.wsgi:application"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=None, type=click.IntRange(1, 65535), help="Port to listen on.  [default: 8000]")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option(
    "--threads",
    default=8,
    show_default=True,
    type=click.IntRange(2, 64),
    help="Threads per process, besides those for voting.",
)
@click.option("--behind-proxy", is_flag=True, help="A reverse proxy on this machine ends TLS and names the client.")
def serve(host: str, port: int | None, workers: int, threads: int, behind_proxy: bool) -> None:
    """Serve the web application with gunicorn, after checking that it is safe to."""
    config = Config.from_env()
    chosen = port or _default_port(config)
    _refuse_taken_port(host, chosen)
    config.data_dir.mkdir(parents=True, exist_ok=True)
    _prepare(config)
    arguments = gunicorn_arguments(f"{host}:{chosen}", workers, threads, behind_proxy=behind_proxy)
    os.execve(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, _APPLICATION], {  # noqa: S606
        **_environment(config),
        "BALLOT_BEHIND_PROXY": "1" if behind_proxy else "",
        "BALLOT_SLOW_ANSWERS": str(threads // 2),  # the other half is always free for pages
    })  # fmt: skip


def gunicorn_arguments(address: str, workers: int, threads: int, *, behind_proxy: bool) -> list[str]:
    """Return how gunicorn is called; `threads` of each process are for everything but voting (W25)."""
    return [
        *("--bind", address, "--workers", str(workers), "--threads", str(threads)),
        *("--worker-class", "ballot.web.thread_pools.ThreadPools", "--timeout", "60", "--graceful-timeout", "20"),
        *("--keep-alive", "5", "--limit-request-line", "2048"),
        *("--limit-request-fields", "50", "--limit-request-field_size", "4096"),
        *("--logger-class", "ballot.web.request.server_log.ServerLog", "--log-level", "warning"),
        *("--forwarded-allow-ips", "127.0.0.1" if behind_proxy else ""),
    ]


def _environment(config: Config) -> dict[str, str]:
    """Return the variables of the server, which does not learn how the owner of the tables logs in (W26)."""
    variables = dict(os.environ)
    if config.web_database_url is not None:
        variables["BALLOT_DATABASE"] = variables.pop("BALLOT_DATABASE_WEB")
    return variables


def _prepare(config: Config) -> None:
    """Create or upgrade the tables, and check the boards: one that is older than known accepts no ballots."""
    from ballot.election.custody.known_checkpoints import KnownCheckpoints
    from ballot.election.custody.server_key import identity_beside
    from ballot.election.custody.watch import Watch
    from ballot.store.session import migrate, open_database
    from ballot.store.web_role import grant_rights

    database = open_database(config.database_url)
    migrate(database)
    if config.web_database_url is not None:
        grant_rights(database, config.web_database_url)
    # Created here once, so that two worker processes never create two keys.
    identity = identity_beside(database, config.public_url, config.keys_dir)
    for uuid, reason in Watch(database, identity, KnownCheckpoints(config.keys_dir)).look().items():
        click.echo(f"Election {uuid} takes nothing until it is examined: {reason}", err=True)
    database.dispose()


def _default_port(config: Config) -> int:
    """Return the port of a local public address; behind a proxy, that port belongs to the proxy."""
    return 8000 if config.is_production else (urlsplit(config.public_url).port or 8000)


def _refuse_taken_port(host: str, port: int) -> None:
    """Report a port that is in use before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigurationError(
                f"Port {port} on {host} cannot be used: {error.strerror}. "
                f"Stop the program that has it, or choose another port: ballot serve --port {port + 1}"
            ) from None


@click.command()
def doctor() -> None:
    """Show versions, group backend, database and mail settings, and what is wrong. Exit 1 if anything is."""
    logs.of_command(os.environ.get("BALLOT_ENV", LOCAL))
    console = Console(highlight=False, soft_wrap=True)
    findings = examine()
    for finding in findings:
        _print_finding(console, finding)
    wrong = [finding for finding in findings if finding.problem]
    if wrong:
        console.print(f"\n{len(wrong)} thing{'s' if len(wrong) > 1 else ''} to put right.")
        raise SystemExit(1)
    console.print("\nNothing is wrong.")


def _print_finding(console: Console, finding: Finding) -> None:
    mark = "[red]wrong[/red]" if finding.problem else "[green]ok[/green]   "
    console.print(f"{mark}  [bold]{finding.name}[/bold]: ", end="")
    console.print(finding.value, markup=False)
    if finding.problem:
        console.print(f"       {finding.problem}", markup=False)
