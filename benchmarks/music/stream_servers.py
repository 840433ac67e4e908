"""The processes that send ranges of one track: nginx on its file, music, and the gateway in front of music."""

import asyncio
import base64
import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil
from databases import ServiceDatabase, migrated
from generated import tools
from processes import cpu_of
from scan import scanner_of

from chassis.testing.tokens import Tokens
from devstack.ports import free_ports, listens
from devstack.processes.process import Child, Command, start_ready
from devstack.servers.schemas import connected
from gateway.domain.routes import SERVICES

HOST: Final = "127.0.0.1"
START_SECONDS: Final = 120.0
TOKEN_SECONDS: Final = 7200
SECONDS: Final = 60
"""Of the track: noise as FLAC, some 10 MB."""
NGINX: Final = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; keepalive_requests 1000000; root {folder}; }}
}}
"""


@dataclass(frozen=True, slots=True)
class Contestant:
    """An address that sends the track, and the processes that take part."""

    port: int
    path: str
    processes: Sequence[psutil.Process]

    def cpu(self) -> float:
        """Return the processor time of the processes in seconds."""
        return sum(cpu_of(process) for process in self.processes)


@asynccontextmanager
async def contestants(cores: Iterable[int]) -> AsyncIterator[tuple[dict[str, Contestant], str]]:
    """Start everything, on `cores`; yield it by name, with the access token of a user. Stop it at the end."""
    tokens = Tokens()
    async with migrated("music", ServiceDatabase) as database, AsyncExitStack() as stack:
        folder = database.folder
        track = folder / "music" / "track.flac"
        await asyncio.to_thread(_noise, track)
        async with scanner_of(database, track.parent, 1) as worker:
            assert (await worker.scanned())["counts"]["added"] == 1
        async with connected(database.admin_url) as connection:
            track_id = await connection.fetchval("select id from music.tracks")
        (folder / "jwks.json").write_text(json.dumps(tokens.jwks))
        key = folder / "encryption-key"
        key.write_bytes(base64.b64encode(bytes(32)))
        nginx, music, gateway, management = free_ports(4)
        commands = {
            "nginx": (nginx, _nginx(folder, nginx)),
            "music": (music, _python(folder, "music", ("api",), _music(database, folder, key, music, nginx))),
            "gateway": (gateway, _python(folder, "gateway", (), _gateway(gateway, management, music, nginx))),
        }
        running: dict[str, psutil.Process] = {}
        for name, (port, command) in commands.items():
            child: Child = await start_ready(name, command, functools.partial(listens, port), START_SECONDS)
            stack.push_async_callback(child.stop)
            running[name] = psutil.Process(child.pid)
            if allowed := list(cores):
                running[name].cpu_affinity(allowed)
        path = f"/api/v1/music/tracks/{track_id}/stream"
        yield (
            {
                "nginx": Contestant(nginx, "/music/track.flac", [running["nginx"]]),
                "music": Contestant(music, path, [running["music"]]),
                "gateway": Contestant(gateway, path, [running["gateway"], running["music"]]),
            },
            tokens.issue(lifetime=TOKEN_SECONDS),
        )


def _noise(target: Path) -> None:
    target.parent.mkdir()
    source = ("-f", "lavfi", "-i", f"anoisesrc=d={SECONDS}:r=48000:a=0.5")
    command = [str(tools() / "ffmpeg"), "-v", "error", "-nostdin", *source, "-ac", "2", "-c:a", "flac", str(target)]
    subprocess.run(command, check=True, timeout=60)


def _nginx(folder: Path, port: int) -> Command:
    program = shutil.which("nginx")
    if program is None:
        raise SystemExit("nginx is the floor: install it")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port), "utf-8")
    return Command((program, "-c", str(folder / "nginx.conf"), "-p", str(folder)), folder / "nginx.log")


def _python(folder: Path, name: str, arguments: Sequence[str], settings: Mapping[str, str]) -> Command:
    environment = {**os.environ, **{f"{name.upper()}_{key}": value for key, value in settings.items()}}
    return Command((sys.executable, "-m", name, *arguments), folder / f"{name}.log", environment=environment)


def _music(database: ServiceDatabase, folder: Path, key: Path, port: int, keys: int) -> dict[str, str]:
    return {
        "DATABASE_URL": database.url(),
        "KAFKA_BOOTSTRAP": f"{HOST}:1",
        "HTTP_PORT": str(port),
        "JWKS_URL": f"http://{HOST}:{keys}/jwks.json",
        "ENCRYPTION_KEY_FILES": str(key),
        "FOLDERS": str(folder / "music"),
        "TRANSCODE_FOLDER": str(folder / "encoded"),
    }


def _gateway(port: int, management: int, music: int, keys: int) -> dict[str, str]:
    """Return the settings of a gateway that reaches music and nothing else."""
    return {
        **{f"{service.upper()}_URL": f"http://{HOST}:1" for service in SERVICES},
        "MUSIC_URL": f"http://{HOST}:{music}",
        "JWKS_URL": f"http://{HOST}:{keys}/jwks.json",
        "KAFKA_BOOTSTRAP": f"{HOST}:1",
        "HTTP_PORT": str(port),
        "MANAGEMENT_PORT": str(management),
        "READS_PER_MINUTE": "0",
        "LOG_LEVEL": "ERROR",
    }
