"""nginx run by the tests, as any user, with all it writes in one folder."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import free_port


def nginx_command(folder: Path) -> list[str]:
    """Return the command that runs nginx with the folder's configuration."""
    program = str(shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"))
    return [program, "-c", f"{folder}/nginx.conf", "-e", "stderr"]


def nginx_conf(folder: Path, content: str) -> str:
    """Return a whole configuration with this content of its block `http`."""
    temporary = "".join(
        f"  {name}_temp_path {folder}/nginx-{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""  # or the workers' user could not reach this folder
    return (
        f"{user}pid {folder}/nginx.pid;\nerror_log stderr;\nworker_processes 1;\nevents {{}}\n"
        f"http {{\n{temporary}{content}}}\n"
    )


@contextmanager
def nginx_that_says(maps: str, variable: str, folder: Path) -> Iterator[Callable[[str], bytes]]:
    """Run nginx with these maps; give a function that asks it from an address what a variable of them becomes."""
    port = free_port()
    server = (
        f"  {maps}\n  access_log off;\n  set_real_ip_from 127.0.0.1;\n  real_ip_header X-From;\n"
        f"  server {{ listen 127.0.0.1:{port}; return 200 {variable}; }}\n"
    )
    (folder / "nginx.conf").write_text(nginx_conf(folder, server))

    def counted_as(address: str) -> bytes:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/", headers={"X-From": address})
        said = connection.getresponse().read()
        connection.close()
        return said

    subprocess.run(nginx_command(folder), check=True)  # returns when it listens
    try:
        yield counted_as
    finally:
        subprocess.run([*nginx_command(folder), "-s", "stop"], check=True)
