"""The music of the demo data: a library that is generated once, added as a music folder, and scanned."""

import os
import time
from pathlib import Path
from typing import Any, Final

from devstack.errors import DevstackError
from devstack.folders import cache_folder
from devstack.gateway_client import GatewayClient
from devstack.media.tools import install
from devstack.music_library.writing import write_library
from devstack.processes.supervisor import Say
from devstack.services import SAMPLE_MUSIC

FOLDER: Final = "Sample library"
_SECONDS: Final = 120.0
_POLL_SECONDS: Final = 0.3


def add_music(administrator: GatewayClient, gateway: str, data: Path, say: Say) -> None:
    """Add the sample library unless it is there, and say what to try; raise DevstackError."""
    # A music folder is within an allowed directory: users of the stack may put their own beside it.
    target = data / SAMPLE_MUSIC / FOLDER
    if not target.exists():
        say("the sample library of music is being generated")
    write_library(target, install(cache_folder(os.environ)))
    if all(folder["name"] != FOLDER for folder in administrator.get("/admin/music/folders")):
        administrator.post("/admin/music/folders", {"name": FOLDER, "path": str(target)})
    scan = _scanned(administrator)
    if scan["status"] != "ready":
        raise DevstackError(f"the scan of the sample library has ended as {scan['status']}: {scan['reason']}")
    say(to_try(administrator, gateway))


def to_try(administrator: GatewayClient, gateway: str) -> str:
    """Return requests about the music, with a track that is there."""
    albums, tracks = administrator.total("/music/albums"), administrator.total("/music/tracks")
    [track] = administrator.get("/music/tracks", {"limit": "1"})
    curl, address = '  curl -sH "Authorization: Bearer $TOKEN"', f"{gateway}/api/v1/music"
    return "\n".join(
        (
            f"Music    {albums} albums, {tracks} tracks. With the access token of a user in $TOKEN:",
            f"{curl} '{address}/albums?sort=newest'",
            f"{curl} {address}/tracks/{track['id']}/stream -o track.{track['suffix']}",
            f"{curl} {address}/tracks/{track['id']}/cover -o cover.webp",
        )
    )


def _scanned(administrator: GatewayClient) -> dict[str, Any]:
    """Return the newest scan once it has ended; raise DevstackError."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        scans: list[dict[str, Any]] = administrator.get("/admin/music/scans")
        if scans and scans[0]["finishedAt"] is not None:
            return scans[0]
        time.sleep(_POLL_SECONDS)
    raise DevstackError(f"the sample library is still not scanned after {_SECONDS:.0f} s: see /admin/music/scans")
