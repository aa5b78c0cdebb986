"""W14: nobody can make the server fetch an address: neither pages nor acts can open a connection to where a text says.

What leaves the server is mail, to the one mail server of the configuration, and questions about the configured sender's
domain to the machine's name server.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from ballot.election.mail.dns import check_sender

CLIENTS = {
    "urllib.request",
    "http.client",
    "ftplib",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
    "socket",
    "xmlrpc.client",
}
ALLOWED = {
    "ballot/election/mail/smtp.py": "smtplib",
    "ballot/election/mail/dns.py": "dns.resolver",
    "ballot/election/custody/timekeeping.py": "socket",  # the machine's own name
    "ballot/web/thread_pools.py": "socket",  # connections that others have opened
}


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, also inside of functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_W14_no_page_and_no_act_can_open_a_connection(repo_root: Path) -> None:
    """The report package makes PDFs, whose maker fetches nothing either (tests/report/test_pdf.py)."""
    folders = ("web", "election", "store", "board", "report", "verify", "protocol", "records", "count", "crypto")
    files = [file for folder in folders for file in sorted((repo_root / "ballot" / folder).rglob("*.py"))]
    assert len(files) > 100
    reaching = {}
    for file in files:
        found = imported(file) & (CLIENTS | set(ALLOWED.values()))
        if found:
            reaching[str(file.relative_to(repo_root))] = ", ".join(found)
    assert reaching == ALLOWED


@pytest.mark.parametrize("selector", ["x.evil.example.", "a b", "..", "x" * 70, "1.2.3.4/", "ü", "x\n"])
def test_W14_the_name_server_is_asked_about_the_configured_domain_only(selector: str) -> None:
    asked: list[str] = []

    def lookup(name: str, kind: str) -> list[str]:
        asked.append(name)
        return []

    check_sender("example.org", selector, "", lookup)
    assert all(name == "example.org" or name.endswith(".example.org") for name in asked)
