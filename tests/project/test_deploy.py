"""docs/deploy.md followed literally, and the files in deploy/ looked at by the programs that read them.

P5: nginx writes down no address, and nothing about the booth. W25: slow and large requests do not reach the
application.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import text as text_of
from sqlalchemy.exc import DBAPIError

from ballot.cli.main import main
from ballot.election.scene import Scene
from ballot.language import LANGUAGES, RIGHT_TO_LEFT, in_language
from ballot.language import _ as translated
from ballot.protocol.ballots import create_ballot
from ballot.store.models.board import BoardData
from ballot.store.session import Database, open_database
from ballot.web.request import bodies
from tests.cli.conftest import Desk
from tests.conftest import missing
from tests.databases import as_role, fresh_database, fresh_role
from tests.networks import COUNTED_TOGETHER, IPV4, WIDER
from tests.project.deployment import NAME, OFFICERS_PASSWORD, Machine, shell_blocks
from tests.project.proxy import nginx_that_says
from tests.web.world import election_context, found

PAGE = "docs/deploy.md"
# What a shell would read as something else.
OWN_SETTINGS = {
    "BALLOT_ORGANISATION": "Homes & Gardens $HOME `id` <e.V.> 'since 1901'",
    "BALLOT_SMTP_URL": "smtp://ann:$1&x;y@127.0.0.1:9",
    "BALLOT_MAIL_FROM": "Vote & Count $HOME <vote@example.org>",
    "BALLOT_BOUNCE_ADDRESS": "bounces@example.org",
}


@pytest.fixture(scope="module")
def page(repo_root: Path) -> str:
    """The documentation."""
    return (repo_root / PAGE).read_text(encoding="utf-8")


def need_programs(*names: str) -> None:
    """Skip, or fail in CI, where one of these is not installed."""
    for program in names:
        if shutil.which(program, path="/usr/sbin:/usr/bin:/bin:/usr/local/bin") is None:
            missing(program, f"run: apt-get install {program}")


# -- the files


def test_systemd_takes_the_units(repo_root: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        missing("systemd-analyze", "run: apt-get install systemd")
    folder = tmp_path / "system"
    shutil.copytree(repo_root / "deploy/systemd", folder)
    for file in folder.rglob("*.*"):
        if file.is_file():  # the program is elsewhere here
            file.write_text(file.read_text().replace("/opt/ballot/.venv/bin/ballot", f"{sys.prefix}/bin/ballot"))
    units = sorted(str(file) for file in folder.iterdir() if file.is_file())
    done = subprocess.run(["systemd-analyze", "verify", *units], check=False, capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if str(folder) in line or line.startswith("ballot-")]
    assert done.returncode == 0 and ours == [], done.stderr
    for unit in units:
        if unit.endswith(".service"):
            rated = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", unit]
            done = subprocess.run(rated, check=False, capture_output=True, text=True)
            assert done.returncode == 0, f"{unit}: {done.stdout.splitlines()[-1:]} {done.stderr}"


def test_the_units_call_commands_that_exist(repo_root: Path) -> None:
    lines = re.findall(
        r"^ExecStart=\S+/ballot (.*)$",
        "\n".join(file.read_text() for file in (repo_root / "deploy/systemd").glob("*.service")),
        re.MULTILINE,
    )
    assert len(lines) == 5
    for line in lines:
        refuse_unknown(line.split())


def refuse_unknown(words: list[str]) -> None:
    """Fail if `ballot` has no such command or option."""
    command, context = main, main.make_context("ballot", [], resilient_parsing=True)
    while words and hasattr(command, "get_command") and not words[0].startswith("-"):
        inner = command.get_command(context, words[0])
        assert inner is not None, words
        command, words = inner, words[1:]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known, words


def test_every_command_of_the_page_exists(page: str) -> None:
    calls = re.findall(r"^(?:podman exec ballot )?ballot ([a-z].*)$", page, re.MULTILINE)
    assert len(calls) >= 9
    for call in calls:
        refuse_unknown(call.split())


def test_the_container_file_copies_what_is_there_and_installs_what_is_needed(repo_root: Path) -> None:
    text = (repo_root / "deploy/Containerfile").read_text()
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["debian:12-slim"] * 2
    sources = [name for line in re.findall(r"^COPY (?!--from)(.*)$", text, re.MULTILINE) for name in line.split()[:-1]]
    assert {"ballot", "templates", "scripts", "setup.cfg", "pyproject.toml"} <= set(sources)
    assert [name for name in sources if not (repo_root / name).exists()] == []
    (packages,) = re.findall(r'^pango_packages="([^"]+)"', (repo_root / "scripts/say").read_text(), re.MULTILINE)
    last = text.rpartition("FROM")[2]
    assert set(packages.split()) <= set(last.split()) and "postgresql-client" in last.split()
    assert re.findall(r"^USER (\S+)", last, re.MULTILINE) == ["ballot"]
    assert last.index("USER ballot") < last.index("CMD [")
    (command,) = re.findall(r'^CMD (\["ballot".*\])$', last, re.MULTILINE)
    refuse_unknown(json.loads(command)[1:])
    # Nothing secret and nothing built on this machine can get into the image.
    assert not {".", "keys", "var", ".venv"} & set(sources)


def test_the_containers_of_the_page_are_kept_and_backed_up(repo_root: Path, page: str) -> None:
    section = page.partition("## In a container")[2].replace("\\\n  ", "")
    for call in re.findall(r"ballot ballot ((?!ballot)[a-z][^'\n]*)", section):
        refuse_unknown(call.split())
    server, worker = re.findall(r"^podman run .*$", section, re.MULTILINE)
    assert "-v ballot-data:/var/lib/ballot" in server and "-v ballot-backups:/var/backups/ballot" in server
    assert "-v ballot-data:/var/lib/ballot" in worker and "--no-healthcheck" in worker
    units = re.findall(r"^printf '(.*)' '(.*)' > /etc/systemd/system/(ballot-\w+)\.service$", section, re.MULTILINE)
    assert [unit for _, _, unit in units] == ["ballot-backup", "ballot-bounces", "ballot-check"]
    for _, command, unit in units:
        assert f"deploy/systemd/{unit}.timer" in section
        inside = re.search(
            r"^ExecStart=\S+/(ballot .*)$", (repo_root / f"deploy/systemd/{unit}.service").read_text(), re.M
        )
        assert inside is not None and command == f"podman exec ballot {inside[1]}"
    (bounces,) = (start for start, _, unit in units if unit == "ballot-bounces")
    folder = "/var/lib/ballot/bounces"
    assert f"ConditionPathIsDirectory={folder}/new" in bounces and f"-v {folder}:{folder}" in server
    # The image's user reads what the machine's user of the same number was sent.
    (number,) = re.findall(r"^adduser .*--uid (\d+)", section, re.MULTILINE)
    assert f"--uid {number} ballot" in (repo_root / "deploy/Containerfile").read_text()


def test_the_upgrade_installs_and_starts_what_the_installation_does(page: str) -> None:
    first = "\n".join(shell_blocks(page))
    upgrade = re.findall(r"```console\n(.*?)```", page.partition("## Upgrade")[2], re.DOTALL)[0]
    installed = re.findall(r"^(?:install|cp|sed) .*/opt/ballot/deploy/(?!settings).*$", first, re.MULTILINE)
    assert len(installed) == 3 and [line for line in installed if line not in upgrade.splitlines()] == []
    started = {
        unit for line in re.findall(r"^systemctl enable --now (.*)$", first, re.MULTILINE) for unit in line.split()
    }
    assert started == set(re.findall(r"^systemctl enable --now (.*)$", upgrade, re.MULTILINE)[0].split())
    # nginx -t passes, and a reload leaves the old file in force, when a zone counts by something else.
    assert "nginx -t\nsystemctl restart nginx\n" in upgrade


def test_the_settings_are_all_explained_and_all_there(repo_root: Path, page: str) -> None:
    sources = "".join((repo_root / "ballot" / name).read_text() for name in ("config.py", "look.py"))
    read = set(re.findall(r'env(?:iron)?\.get\("(BALLOT_\w+)"', sources))
    explained = set(re.findall(r"^\| `(BALLOT_\w+)` \|", page, re.MULTILINE))
    offered = set(re.findall(r"^(BALLOT_\w+)=", (repo_root / "deploy/settings.example").read_text(), re.MULTILINE))
    assert read == explained
    assert offered <= read and "BALLOT_SECRET_KEY" in offered


def test_the_page_installs_the_packages_of_pdfs(repo_root: Path, page: str) -> None:
    (packages,) = re.findall(r'^pango_packages="([^"]+)"', (repo_root / "scripts/say").read_text(), re.MULTILINE)
    assert f"apt-get install -y {packages}\n" in page


def test_the_proxy_lets_through_what_the_application_takes(repo_root: Path) -> None:
    text = (repo_root / "deploy/nginx/ballot.conf").read_text()
    limits = dict(re.findall(r"location (\S+) \{\s+(?:access_log off;\s+)?client_max_body_size (\d+)m;", text))
    limits["/"] = re.findall(r"^  client_max_body_size (\d+)m;", text, re.MULTILINE)[0]
    needed = {
        "/officer/": max(bodies.ROLL_BODY_LIMIT, bodies.SHUFFLE_BODY_LIMIT),
        "/trustee/": bodies.SHUFFLE_BODY_LIMIT,
        "/api/": bodies.ROLL_BODY_LIMIT,
        "/": bodies.BALLOT_BODY_LIMIT,
    }
    assert {place: int(limit) * 2**20 > needed[place] for place, limit in limits.items()} == dict.fromkeys(needed, True)


def test_W25_the_proxy_counts_by_network(repo_root: Path, tmp_path: Path) -> None:
    text = (repo_root / "deploy/nginx/ballot.conf").read_text()
    zones = re.findall(r"^limit_(?:req|conn)_zone (\S+) zone=(\w+)", text, re.MULTILINE)
    wider = {"$ballot_network_56", "$ballot_network_48"}
    assert {name for key, name in zones if key not in {"$ballot_network", *wider}} == {"ballot_files"}
    assert {name for _, name in zones} == set(re.findall(r"^ +limit_(?:req zone=|conn )(\w+)", text, re.MULTILINE))
    maps = "\n".join(re.findall(r"^map \$binary_remote_addr .*?^}$", text, re.MULTILINE | re.DOTALL))
    need_programs("nginx")
    with nginx_that_says(maps, "$ballot_network", tmp_path) as counted_as:
        keys = [{counted_as(address) for address in addresses} for addresses in COUNTED_TOGETHER]
    assert [len(found) for found in keys] == [1] * len(keys) and len(set().union(*keys)) == len(keys)
    assert b"" not in set().union(*keys)  # nginx would not count it
    for length, networks in WIDER.items():
        with nginx_that_says(maps, f"$ballot_network_{length}", tmp_path) as counted_as:
            keys = [{counted_as(address) for address in addresses} for addresses in networks]
            assert {counted_as(address) for address in IPV4} == {b""}
        assert [len(found) for found in keys] == [1] * len(keys) and len(set().union(*keys)) == len(keys)


def test_W6_the_proxy_has_a_zone_for_log_ins(repo_root: Path) -> None:
    text = (repo_root / "deploy/nginx/ballot.conf").read_text()
    (place,) = re.findall(r"location /login \{(.*?)\n  \}", text, re.DOTALL)
    used = re.findall(r"limit_req zone=(\w+)", place)
    keys = dict(re.findall(r"^limit_req_zone (\S+) zone=(\w+):10m rate=\d+r/m;", text, re.MULTILINE))
    assert keys == dict(zip(("$ballot_network", "$ballot_network_56", "$ballot_network_48"), used, strict=True))


def test_what_the_proxy_says_itself_is_said_in_every_language(repo_root: Path) -> None:
    text = (repo_root / "deploy/nginx/busy.html").read_text(encoding="utf-8")
    for code in LANGUAGES:
        with in_language(code):
            title = translated("The server cannot answer just now")
        direction = ' dir="rtl"' if code in RIGHT_TO_LEFT else ""
        assert f'<section lang="{code}"{direction}>\n    <h1>{title}</h1>\n    <p>' in text
    assert text.count("<section") == len(LANGUAGES)


# -- the command


@pytest.fixture
def with_settings(repo_root: Path, tmp_path: Path) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """The installed command, with some lines as its settings: it prints those that the program would see."""
    text = (repo_root / "deploy/ballot-command").read_text()
    file = tmp_path / "ballot"
    file.write_text(text.replace("/etc/ballot/", f"{tmp_path}/").replace("exec runuser", "env #"))

    def run(lines: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "ballot.env").write_text(lines)
        return subprocess.run(["sh", file], check=False, capture_output=True, text=True, env={"PATH": os.defpath})

    return run


@pytest.mark.parametrize("value", ['"Board <a@b>"', "'Board'", " Board", "Bo\\ard", "Board\\"])
def test_the_command_refuses_what_systemd_would_change(
    with_settings: Callable[[str], subprocess.CompletedProcess[str]], value: str
) -> None:
    done = with_settings(f"BALLOT_ENV=production\nBALLOT_MAIL_FROM={value}\nBALLOT_LANGUAGES=en\n")
    assert done.returncode == 1 and done.stdout == ""
    assert "ballot.env: BALLOT_MAIL_FROM: write the value without" in done.stderr and "ard" not in done.stderr


def test_the_command_takes_other_lines_as_systemd_does(
    with_settings: Callable[[str], subprocess.CompletedProcess[str]],
) -> None:
    done = with_settings(
        '# A="1"\n; B=2\n\nno setting\n  BALLOT_A=x  \nBALLOT_B=a="b" \'c\'\nBALLOT_C=\nBALLOT_D=$HOME &'
    )
    assert done.returncode == 0, done.stderr
    seen = [line for line in done.stdout.splitlines() if not line.startswith(("PATH=", "PWD=", "OLDPWD=", "_="))]
    assert sorted(seen) == ["BALLOT_A=x", "BALLOT_B=a=\"b\" 'c'", "BALLOT_C=", "BALLOT_D=$HOME &"]


# -- the page, followed


@pytest.fixture(scope="module")
def machine(
    tmp_path_factory: pytest.TempPathFactory, repo_root: Path, page: str, postgres_server: str
) -> Iterator[Machine]:
    """A machine on which every block was run, in their order, with PostgreSQL and nginx."""
    need_programs("nginx", "openssl", "curl")
    if not (repo_root / ".git").exists():
        pytest.skip("not a git checkout, so it cannot be cloned")
    with fresh_role(postgres_server) as role, fresh_database(postgres_server, "postgresql") as url:
        made = Machine(tmp_path_factory.mktemp("machine"), repo_root, url, as_role(url, role))
        try:
            follow(made, shell_blocks(page))
            yield made
        finally:
            made.stop()


def follow(machine: Machine, blocks: list[str]) -> None:
    """Follow the page; start what systemd would start when the page says so."""
    typed = f"{OFFICERS_PASSWORD}\n{OFFICERS_PASSWORD}\n"
    for block in blocks:
        if "export SOURCE" in block:
            continue  # the two names are the reader's own
        if "enable --now ballot-web" in block:
            for name, value in OWN_SETTINGS.items():
                machine.set(name, value)
        if "enable --now ballot-mail" in block:
            (machine.root / "phrase").write_text(f"{OFFICERS_PASSWORD}\n")
            key = machine.follow(f"umask 077; {ballot(machine)} backup-key key --passphrase-file phrase")
            machine.set("BALLOT_BACKUP_KEY", key.strip().partition("=")[2])
        machine.follow(block, typed)
        if "start ballot-backup.service" in block:
            machine.run("ballot-backup.service")
        if "enable --now ballot-web" in block:
            machine.start("ballot-web.service")
            machine.wait_for("web")
            machine.start_nginx()
            machine.wait_for("https")


def ballot(machine: Machine) -> str:
    """The command, as the page installs it."""
    return str(machine.path("/usr/local/bin/ballot"))


class Client:
    """A browser without scripts, through nginx."""

    def __init__(self, machine: Machine) -> None:
        context = ssl.create_default_context(cafile=str(machine.path("/etc/ballot/tls/fullchain.pem")))
        raw = socket.create_connection(("127.0.0.1", machine.ports["https"]))
        self._connection = http.client.HTTPSConnection(NAME)
        self._connection.sock = context.wrap_socket(raw, server_hostname=NAME)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, str]:
        """Return status and text of an answer."""
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        self._connection.request(method, path, body, {**headers, **(cookies if self._cookies else {})})
        answer = self._connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read().decode()


@pytest.fixture(scope="module")
def desk(machine: Machine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The commands of the officer, on the machine's database."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in machine.settings().items():
            patch.setenv(name, value)
        folder = tmp_path_factory.mktemp("desk")
        patch.chdir(folder)
        yield Desk(folder)


@pytest.fixture(scope="module")
def uuid(desk: Desk) -> str:
    """An open election."""
    return desk.open_election()


@pytest.fixture(scope="module")
def database(machine: Machine) -> Iterator[Database]:
    """The machine's database."""
    opened = open_database(machine.settings()["BALLOT_DATABASE"].replace("postgresql://", "postgresql+psycopg://"))
    yield opened
    opened.dispose()


@pytest.mark.slow
def test_the_page_leads_to_a_server_that_is_well(machine: Machine) -> None:
    assert machine.asked("createuser") == ["--createdb ballot", "ballot_web"] and machine.asked("psql") == ["-q"]
    assert machine.asked("createdb") == ["--owner=ballot ballot"]
    timers = "ballot-backup.timer ballot-bounces.timer ballot-check.timer"
    assert f"enable --now ballot-mail.service {timers}" in machine.asked("systemctl")
    assert machine.path("/etc/ballot/ballot.env").stat().st_mode & 0o077 == 0
    status, text = Client(machine).ask("GET", "/health")
    assert status == 200 and json.loads(text)["status"] == "ok"
    settings = machine.settings()
    assert len(settings["BALLOT_SECRET_KEY"]) >= 32 and settings["BALLOT_PUBLIC_URL"] == f"https://{NAME}"


@pytest.mark.slow
def test_settings_are_taken_as_they_stand_by_the_server_and_the_command(machine: Machine) -> None:
    assert OWN_SETTINGS["BALLOT_ORGANISATION"] in unescape(Client(machine).ask("GET", "/")[1])
    shown = machine.follow(f"{ballot(machine)} doctor")
    assert f"mail: smtp://127.0.0.1:9 from {OWN_SETTINGS['BALLOT_MAIL_FROM']}\n" in shown


@pytest.mark.slow
def test_W9_what_postfix_delivers_is_read_once_and_deleted(machine: Machine) -> None:
    folder = machine.path("/var/lib/ballot/bounces")
    assert machine.path("/var/lib/ballot/.forward").read_text() == f"{folder}/\n"
    (folder / "new" / "1.host").write_bytes(b"To: bounces+1.forged@example.org\nSubject: it came back\n\n")
    for number in (1, 0):
        machine.run("ballot-bounces.service")
        said = (machine.root / "ballot-bounces.service.log").read_text()
        assert f"{number} are about other mails" in said and list(folder.rglob("*.host")) == []


@pytest.mark.slow
def test_a_ballot_is_cast_and_backed_up_and_P5_nothing_says_from_where(
    machine: Machine, desk: Desk, uuid: str, database: Database
) -> None:
    with database.reading() as session:
        context = election_context(Scene(session, found(session, uuid)))
    raw = create_ballot(context, desk.tokens()[0], [[0, 1, 0], [0, 1]])
    client = Client(machine)
    status, text = client.ask("GET", f"/vote/{uuid}")
    assert status == 200
    parts = ("css/ballot.css", "js/booth.js", "js/messages.booth.ar.js", "js/worker.js")
    assert [client.ask("GET", f"/static/{part}")[0] for part in parts] == [200] * 4
    assert client.ask("GET", f"/elections/{uuid}/photographs/{'0' * 64}.jpg")[0] == 404
    match = re.search(r'name="csrf-token" content="([^"]+)"', text)
    assert match is not None
    headers = {"Content-Type": "application/json", "X-CSRFToken": unescape(match[1])}
    status, text = client.ask("POST", f"/vote/{uuid}/cast", raw, **headers)
    assert status == 200, text
    tracking = json.loads(text)["tracking_number"]
    path = tracking.replace("+", "-").replace("/", "_")
    assert json.loads(Client(machine).ask("GET", f"/vote/{uuid}/board/{path}")[1]) == {"found": True, "height": 1}
    assert Client(machine).ask("GET", f"/api/v1/elections/{uuid}/ballots/{path}")[0] == 200
    assert Client(machine).ask("GET", f"/elections/{uuid}/board")[0] == 200
    assert Client(machine).ask("GET", f"/elections/{uuid}/receipts/{path}")[0] == 200
    assert Client(machine).ask("GET", f"/elections/{uuid}/receipts/{path}/receipt.json")[0] == 200
    for unit in ("ballot-backup.service", "ballot-check.service"):
        machine.run(unit)
    _, backup = sorted(machine.path("/var/backups/ballot").glob("ballot-*.ballot-backup"))
    assert raw not in backup.read_bytes()
    log = machine.path("/var/log/nginx/ballot.log").read_text()
    assert "/health" in log and "127.0.0.1" not in log and uuid in log
    assert not any(visit in log for visit in ("/vote/", "/static/", "booth", "/photographs/"))
    everything = machine.logs() + log
    assert tracking not in everything and path not in everything and f"/vote/{uuid}" not in everything


@pytest.mark.slow
def test_the_figures_are_for_this_machine_only(machine: Machine) -> None:
    token = machine.settings()["BALLOT_METRICS_TOKEN"]
    headers = {"Authorization": f"Bearer {token}"}
    assert Client(machine).ask("GET", "/metrics", **headers)[0] == 404
    connection = http.client.HTTPConnection("127.0.0.1", machine.ports["web"])
    connection.request("GET", "/metrics", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200 and b"ballot_boards_barred 0.0" in answer.read()
    connection.close()


@pytest.mark.slow
def test_W26_the_web_has_a_role_that_cannot_drop_triggers(machine: Machine, uuid: str) -> None:
    settings = machine.settings()
    assert uuid and settings["BALLOT_DATABASE_WEB"] == machine.web_url
    shown = machine.follow(f"{ballot(machine)} doctor")
    assert "which changes no tables" in shown and "second factor: required of those who can close" in shown
    # What runs does not know how the owner logs in.
    (gunicorn,) = [process.pid for process in machine.processes if b"gunicorn" in command_of(process.pid)]
    variables = Path(f"/proc/{gunicorn}/environ").read_bytes().split(b"\0")
    assert f"BALLOT_DATABASE={machine.web_url}".encode() in variables
    assert not any(settings["BALLOT_DATABASE"].encode() in variable for variable in variables)
    web = open_database(machine.web_url.replace("postgresql://", "postgresql+psycopg://"))
    for statement in ("DROP TRIGGER board_event_append_only ON board_event", "TRUNCATE board_event"):
        with pytest.raises(DBAPIError, match=r"must be owner|permission denied"), web.session() as session:
            session.execute(text_of(statement))
    web.dispose()


def command_of(number: int) -> bytes:
    """Return the command line of a process."""
    return Path(f"/proc/{number}/cmdline").read_bytes()


def answer_to(machine: Machine, port: str, host: str, path: str = "/elections") -> bytes:
    """Return all that is answered to a request that names this host."""
    with socket.create_connection(("127.0.0.1", machine.ports[port]), timeout=60) as raw:
        stream = raw
        if port == "https":
            context = ssl.create_default_context(cafile=str(machine.path("/etc/ballot/tls/fullchain.pem")))
            stream = context.wrap_socket(raw, server_hostname=NAME)
        stream.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        found = b""
        try:
            while piece := stream.recv(65536):
                found += piece
        except (ConnectionResetError, ssl.SSLEOFError):
            pass  # closed without a word, as it should be
        return found


@pytest.mark.slow
def test_W13_other_names_get_no_answer_and_http_leads_to_the_one_address(machine: Machine) -> None:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", machine.ports["https"])) as raw, pytest.raises(ssl.SSLError):
        context.wrap_socket(raw, server_hostname="evil.example")
    for port in ("http", "https"):
        for host in ("evil.example", "127.0.0.1", f"{NAME}.evil.example"):
            assert answer_to(machine, port, host, "/strange-path") == b""
    redirect = answer_to(machine, "http", NAME)
    assert redirect.startswith(b"HTTP/1.1 301 ") and f"Location: https://{NAME}/elections\r\n".encode() in redirect
    assert b"Server: nginx\r\n" in redirect  # no version
    assert "strange-path" not in machine.path("/var/log/nginx/ballot.log").read_text()
    assert not machine.path("/var/log/nginx/access.log").exists()


@pytest.mark.slow
def test_W28_the_api_is_not_answered_without_tls(machine: Machine) -> None:
    assert answer_to(machine, "http", NAME, "/api/v1/elections") == b""
    assert answer_to(machine, "https", NAME, "/api/v1/elections").startswith(b"HTTP/1.1 200 ")


@pytest.mark.slow
def test_W28_tls_is_mozillas_intermediate_configuration(machine: Machine) -> None:
    cases = {"ECDHE-RSA-AES128-GCM-SHA256": True, "ECDHE-RSA-CHACHA20-POLY1305": True, "AES128-GCM-SHA256": False,
             "ECDHE-RSA-AES256-SHA384": False, "AES256-SHA": False}  # fmt: skip
    for cipher, accepted in cases.items():
        context = ssl.create_default_context(cafile=str(machine.path("/etc/ballot/tls/fullchain.pem")))
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(f"{cipher}@SECLEVEL=0")
        with socket.create_connection(("127.0.0.1", machine.ports["https"])) as raw:
            try:
                found = context.wrap_socket(raw, server_hostname=NAME).cipher()
            except ssl.SSLError:
                found = None
        assert (found is not None) is accepted, cipher


@pytest.mark.slow
def test_W4_W28_what_the_proxy_says_itself_has_the_headers_too(machine: Machine) -> None:
    large = f"/elections HTTP/1.1\r\nContent-Length: {70 * 2**20}\r\nX-Rest:"
    own = answer_to(machine, "https", NAME, large)
    assert own.startswith(b"HTTP/1.1 413 ")
    of_the_application = answer_to(machine, "https", NAME, "/no-such-page")
    assert of_the_application.startswith(b"HTTP/1.1 404 ")
    for name in (b"Content-Security-Policy", b"X-Content-Type-Options", b"X-Frame-Options", b"Referrer-Policy",
                 b"Cache-Control", b"Strict-Transport-Security"):  # fmt: skip
        assert own.count(b"\r\n" + name + b": ") == of_the_application.count(b"\r\n" + name + b": ") == 1, name
    assert b"Server: nginx\r\n" in own


@pytest.mark.slow
def test_many_members_behind_one_address_get_all_parts_of_their_pages(machine: Machine) -> None:
    client = Client(machine)
    assert {client.ask("GET", "/static/css/ballot.css")[0] for _ in range(700)} == {200}
    url = "https://$NAME/static/css/ballot.css"
    assert machine.follow(f"curl --silent --output /dev/null --write-out '%{{http_version}}' {url}") == "2"


@pytest.mark.slow
def test_W25_large_and_slow_requests_end_at_the_proxy(machine: Machine) -> None:
    large = {"Content-Type": "application/json", "Content-Length": str(3 * 2**20)}
    assert Client(machine).ask("POST", "/vote/x/cast", b"", **large)[0] == 413
    large["Content-Length"] = str(66 * 2**20)
    assert Client(machine).ask("POST", "/officer/elections/x/roll", b"", **large)[0] == 413
    context = ssl.create_default_context(cafile=str(machine.path("/etc/ballot/tls/fullchain.pem")))
    with (
        socket.create_connection(("127.0.0.1", machine.ports["https"])) as raw,
        context.wrap_socket(raw, server_hostname=NAME) as slow,
    ):
        slow.settimeout(45)  # less than the minute that nginx gives where nothing is said
        slow.sendall(f"GET / HTTP/1.1\r\nHost: {NAME}\r\nX-Slow: ".encode())
        answer = slow.recv(1000)  # or the socket's own timeout, much later, fails the test
        assert answer == b"" or b" 408 " in answer
    # Others are served meanwhile, and so is the next one.
    assert Client(machine).ask("GET", "/health/live")[0] == 200


class Reader:
    """Asks for an election's archive, reads the first line of the answer, and then nothing more."""

    def __init__(self, machine: Machine, port: str, uuid: str) -> None:
        raw = socket.socket()
        raw.settimeout(60)
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # or the system reads on for the reader
        raw.connect(("127.0.0.1", machine.ports[port]))
        if port == "https":
            context = ssl.create_default_context(cafile=str(machine.path("/etc/ballot/tls/fullchain.pem")))
            raw = context.wrap_socket(raw, server_hostname=NAME)
        raw.sendall(f"GET /elections/{uuid}/{uuid}.bel HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        self.close = raw.close
        self.head = raw.recv(4096).decode(errors="replace")
        self.status = int(self.head.split()[1])


def wait_for_the_end_of_all_transactions(database: Database) -> None:
    """Wait until the application reads nothing for anybody any more."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'"
    )
    for _ in range(600):
        with database.engine.connect() as connection:
            if connection.exec_driver_sql(waiting).scalar_one() == 0:
                return
        time.sleep(0.1)
    raise AssertionError("some transaction is still open")


@pytest.fixture(scope="module")
def long_archive(uuid: str, database: Database) -> str:
    """An election whose archive is longer than what kernels take from a sender whose reader waits: 4 MB by default."""
    with database.session() as session:
        election = found(session, uuid)
        filling = {"election_id": election.id, "height": 0, "position": 1000}
        session.add(BoardData(**filling, hash="0" * 64, content=bytes(16 * 2**20)))
    return uuid


@pytest.mark.slow
def test_W25_the_proxy_takes_downloads_at_once_however_slowly_they_are_read(
    machine: Machine, long_archive: str, database: Database
) -> None:
    uuid = long_archive
    readers = [Reader(machine, "https", uuid) for _ in range(4)]
    assert [reader.status for reader in readers] == [200] * 4
    status, text = Client(machine).ask("GET", f"/elections/{uuid}/{uuid}.bel")
    assert status == 429 and "your ballot token stays valid" in text  # so many of one address
    wait_for_the_end_of_all_transactions(database)
    for reader in readers:
        reader.close()


@pytest.mark.slow
def test_W25_without_a_proxy_downloads_that_stall_leave_threads_for_ballots(
    machine: Machine, long_archive: str, database: Database
) -> None:
    uuid = long_archive
    readers = [Reader(machine, "web", uuid) for _ in range(16)]  # as many as there are threads
    served = [reader for reader in readers if reader.status == 200]
    refused = [reader for reader in readers if reader.status == 503]
    assert len(served) + len(refused) == 16 and 1 <= len(served) <= 8
    assert all("Retry-After: 60" in reader.head for reader in refused)
    for _ in range(16):
        connection = http.client.HTTPConnection("127.0.0.1", machine.ports["web"], timeout=60)
        connection.request("GET", "/health/live")
        assert connection.getresponse().status == 200
        connection.close()
    for reader in readers:
        reader.close()
    wait_for_the_end_of_all_transactions(database)  # and the places are free again
    again = Reader(machine, "web", uuid)
    assert again.status == 200
    again.close()
