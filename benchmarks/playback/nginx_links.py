"""Addresses of the adapter for nginx, requested from a real nginx with the configuration of the adapter's docstring."""

import argparse
import functools
import re
import shutil
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import aiohttp
from yarl import URL

from devstack.folders import temporary_data_folder
from devstack.ports import free_ports, listens
from devstack.processes.process import Command, start_ready
from playback.application.delivery.ports import Viewer
from playback.infrastructure.delivery import nginx
from playback.infrastructure.delivery.nginx import NginxDelivery

VERSION: Final = "vod/00000000-0000-0000-0000-00000000000a/3/"
OTHER: Final = "vod/00000000-0000-0000-0000-00000000000b/1/"
VIEWER: Final = Viewer(UUID(int=1), UUID(int=2), UUID(int=3))
CONFIGURATION: Final = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 64; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port};
{location}
  }}
}}
"""


def documented_location(root: str) -> str:
    """Return the location of the docstring, with files of a folder in place of the storage."""
    match = re.search(r"^    location .*?^    }$", nginx.__doc__ or "", re.MULTILINE | re.DOTALL)
    if match is None:
        raise RuntimeError("the docstring has no location")
    return textwrap.dedent(match[0]).replace("proxy_pass http://storage;", f"root {root};")


def addresses(url: str) -> dict[str, tuple[str, int]]:
    """Return addresses with the status that each has to have."""
    delivery = NginxDelivery(url, "the-secret")
    soon = datetime.now(UTC) + timedelta(minutes=10)
    grant = delivery.grant([VERSION], VIEWER, soon)
    valid = grant.url_of(f"{VERSION}master.m3u8")
    relative = str(URL(valid).join(URL("720p/1.m4s")))
    past = delivery.grant([VERSION], VIEWER, soon - timedelta(hours=1)).url_of(f"{VERSION}master.m3u8")
    foreign = NginxDelivery(url, "another").grant([VERSION], VIEWER, soon).url_of(f"{VERSION}master.m3u8")
    expiry = str(int(soon.timestamp()))
    return {
        "valid": (valid, 200),
        "relative": (relative, 200),
        "expired": (past, 410),
        "other asset": (valid.replace(VERSION, OTHER), 403),
        "other secret": (foreign, 403),
        "later expiry": (valid.replace(expiry, str(int(expiry) + 1)), 403),
        "without a sum": (f"{url}/{VERSION}master.m3u8", 404),
    }


async def main(arguments: Sequence[str]) -> None:
    """Request every address, and print it with its status."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    folder = temporary_data_folder()
    program = shutil.which("nginx")
    if program is None:
        raise SystemExit("nginx has to be installed")
    try:
        for name in (f"{VERSION}master.m3u8", f"{VERSION}720p/1.m4s", f"{OTHER}master.m3u8"):
            path = folder / "files" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("#EXTM3U\n", "utf-8")
        [port] = free_ports(1)
        location = documented_location(str(folder / "files"))
        text = CONFIGURATION.format(folder=folder, port=port, location=location)
        (folder / "nginx.conf").write_text(text, "utf-8")
        command = Command((program, "-c", str(folder / "nginx.conf"), "-p", str(folder)), folder / "nginx.log")
        child = await start_ready("nginx", command, functools.partial(listens, port), 30)
        try:
            problems = await _request(addresses(f"http://127.0.0.1:{port}"))
        finally:
            await child.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if problems:
        raise SystemExit(f"not as expected: {', '.join(problems)}")


async def _request(expected: dict[str, tuple[str, int]]) -> list[str]:
    problems = []
    async with aiohttp.ClientSession() as http:
        for name, (address, status) in expected.items():
            async with http.get(address) as response:
                print(f"{name:<15}{response.status}")
                if response.status != status:
                    problems.append(name)
    return problems
