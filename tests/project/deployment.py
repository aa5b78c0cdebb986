"""A machine made of a folder: the commands of docs/deploy.md run in it, and touch nothing outside.

Paths of the documentation become paths below the folder. Commands that would change this machine (apt-get, adduser,
systemctl, …) are replaced by small scripts that write down what was asked of them; everything else is the real thing.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.ports import free_port
from tests.project.proxy import nginx_command, nginx_conf

PLACES = (
    "/opt/ballot",
    "/etc/",
    "/var/lib/ballot",
    "/var/backups/ballot",
    "/var/log/nginx/",
    "/var/www/",
    "/usr/local/",
)
NAME = "vote.example.net"
OFFICERS_PASSWORD = "correct horse battery staple"
_RECORDED = ("apt-get", "adduser", "createuser", "createdb", "psql")
# The address of the web's role, as the page writes it.
_WEB_URL = "postgresql://ballot_web:$WEB@127.0.0.1/ballot"


def shell_blocks(page: str) -> list[str]:
    """Return the blocks that are to be followed literally, in their order."""
    return re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


@dataclass
class Machine:
    """The folder, and what runs in it."""

    root: Path
    repository: Path
    database_url: str
    web_url: str
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in ("web", "https", "http")})
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for place in PLACES:
            self.path(place).mkdir(parents=True, exist_ok=True)
        for place in ("/etc/nginx/conf.d", "/etc/nginx/sites-enabled", "/etc/systemd/system", "/usr/local/bin", "/bin"):
            self.path(place).mkdir(parents=True, exist_ok=True)
        self.path("/opt/ballot").rmdir()
        self._write_commands()

    def path(self, name: str) -> Path:
        """Return where a path of the documentation is."""
        return Path(f"{self.root}{name}")

    def asked(self, command: str) -> list[str]:
        """Return what was asked of a command, one line a call."""
        file = self.root / f"{command}.asked"
        return file.read_text().splitlines() if file.exists() else []

    # -- following the documentation

    def moved(self, text: str) -> str:
        """Return a text in which the documentation's paths are those of this machine."""
        pattern = "|".join(re.escape(place) for place in PLACES)
        moved = re.sub(rf"(?<![\w.}}])({pattern})", lambda match: f"{self.root}{match[0]}", text)
        return moved.replace(_WEB_URL, self.web_url)

    def follow(self, block: str, typed: str = "") -> str:
        """Run one block as it stands there, and return what it printed."""
        names = f"export SOURCE={shlex.quote(str(self.repository))}\nexport NAME={NAME}\n"
        # The packages of this test's own environment take the place of those that would be downloaded.
        text = self.moved(block).replace("scripts/venv server", "test -x scripts/venv")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", names + text],
            check=False, capture_output=True, text=True, input=typed, env=self.environment(), cwd=self.root,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def environment(self, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Return the variables of a shell on this machine: none of the tests' own."""
        bare = {name: value for name, value in os.environ.items() if not name.startswith("BALLOT_")}
        path = f"{self.root}/bin:{self.root}/usr/local/bin:{os.environ['PATH']}:/usr/sbin"
        return {**bare, "PATH": path, **(extra or {})}

    def settings(self) -> dict[str, str]:
        """Return what /etc/ballot/ballot.env sets."""
        lines = self.path("/etc/ballot/ballot.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))

    def set(self, name: str, value: str) -> None:
        """Change a setting, as an editor would."""
        file = self.path("/etc/ballot/ballot.env")
        line = f"{name}={value}"
        file.write_text(re.sub(rf"^{name}=.*$", lambda _: line, file.read_text(), flags=re.MULTILINE))

    # -- what systemd would do

    def start(self, unit: str) -> None:
        """Start the command of an installed unit, with its settings."""
        parser = configparser.RawConfigParser(strict=False)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read(self.path(f"/etc/systemd/system/{unit}"))
        command = shlex.split(parser["Service"]["ExecStart"])
        if unit == "ballot-web.service":
            command += ["--port", str(self.ports["web"])]
        log = (self.root / f"{unit}.log").open("wb")
        environment = self.environment({**self.settings(), "PYTHONPATH": str(self.repository)})
        self.processes.append(
            subprocess.Popen(command, env=environment, cwd=self.path("/var/lib/ballot"), stdout=log, stderr=log)
        )
        log.close()

    def run(self, unit: str) -> None:
        """Run the command of a unit to its end."""
        self.start(unit)
        assert self.processes.pop().wait(timeout=120) == 0, self.logs()

    def start_nginx(self) -> None:
        """Start nginx in the foreground, as a child of the test."""
        self.processes.append(
            subprocess.Popen([*nginx_command(self.root), "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        )

    def wait_for(self, port: str) -> None:
        """Wait until somebody answers."""
        for _ in range(600):
            assert all(process.poll() is None for process in self.processes), self.logs()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.ports[port])) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError(f"nobody answers at {port}: {self.logs()}")

    def logs(self) -> str:
        """Return what the units wrote."""
        return "\n".join(file.read_text(errors="replace") for file in self.root.glob("*.log"))

    def stop(self) -> None:
        """End what was started."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=90)  # gunicorn gives its requests twenty seconds
        self.processes.clear()

    # -- the replaced commands

    def _write_commands(self) -> None:
        for name in _RECORDED:
            self._command(name, f'echo "$*" >> {self.root}/{name}.asked')
        self._command("runuser", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"')
        self._command("install", self._install())
        self._command("git", f'{shutil.which("git")} "$@" && {sys.executable} {self.root}/bin/after-clone')
        self._command("systemctl", self._systemctl())
        self._command("nginx", f'exec {shlex.join(nginx_command(self.root))} "$@"')
        self._command("curl", self._curl())
        (self.root / "bin" / "after-clone").write_text(self._after_clone())
        sites = f"  include {self.root}/etc/nginx/conf.d/*.conf;\n"
        (self.root / "nginx.conf").write_text(nginx_conf(self.root, sites))

    def _command(self, name: str, script: str) -> None:
        file = self.root / "bin" / name
        file.write_text(f"#!/bin/bash\nset -eu\n{script}\n")
        file.chmod(0o755)

    def _install(self) -> str:
        """`install` without owners, which only root can give."""
        real = shutil.which("install")
        return (
            "kept=()\n"
            'while [ $# -gt 0 ]; do case $1 in -o|-g) shift 2;; *) kept+=("$1"); shift;; esac; done\n'
            f'exec {real} "${{kept[@]}}"'
        )

    def _systemctl(self) -> str:
        """`systemctl`: asks for units that are installed, and leaves the starting to the test."""
        return (
            f'echo "$*" >> {self.root}/systemctl.asked\n'
            'for word in "$@"; do case $word in\n'
            f"  ballot-*) test -e {self.root}/etc/systemd/system/$word || {{ echo no unit $word >&2; exit 1; }};;\n"
            "esac; done"
        )

    def _curl(self) -> str:
        certificate = self.path("/etc/ballot/tls/fullchain.pem")
        return (
            f'exec {shutil.which("curl")} --cacert {certificate} --connect-to "::127.0.0.1:{self.ports["https"]}" "$@"'
        )

    def _after_clone(self) -> str:
        """Move the paths and ports in what the documentation installs from the clone."""
        return f"""
import re, sys
from pathlib import Path
sys.path.insert(0, {str(self.repository)!r})
from tests.project.deployment import PLACES
root = {str(self.root)!r}
(Path(root) / "opt/ballot/.venv").symlink_to({sys.prefix!r})
pattern = re.compile("(?<![\\\\w.])(" + "|".join(map(re.escape, PLACES)) + ")")
for file in (Path(root) / "opt/ballot/deploy").rglob("*"):
    if file.is_file():
        text = pattern.sub(lambda match: root + match[0], file.read_text())
        text = text.replace("postgresql://ballot@/ballot", {self.database_url!r})
        text = re.sub(r"listen \\[::\\].*\\n", "", text)
        text = text.replace("listen 443", "listen 127.0.0.1:{self.ports["https"]}")
        text = text.replace("listen 80", "listen 127.0.0.1:{self.ports["http"]}")
        text = text.replace("127.0.0.1:8000", "127.0.0.1:{self.ports["web"]}")
        file.write_text(text)
"""
