"""A short video for a movie of the demo data: generated, uploaded over the public API, and encoded by the worker."""

import base64
import hashlib
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Final

import httpx2

from contracts.identity import media_id
from devstack.errors import DevstackError, GatewayRefused
from devstack.folders import cache_folder
from devstack.gateway_client import GatewayClient
from devstack.media.tools import install
from devstack.processes.supervisor import Say

MOVIE: Final = media_id("movie", 438631)
SECONDS: Final = 20
CHAPTERS: Final = (("Opening", 0), ("Middle", 8), ("End", 15))
_NAME: Final = "demo.mp4"
_ASSETS: Final = "/admin/playback/assets"
_UPLOADS: Final = "/admin/playback/uploads"
_ENCODING_SECONDS: Final = 300.0
_TOOL_SECONDS: Final = 120
_SENDING_SECONDS: Final = 60
_POLL_SECONDS: Final = 0.5
_ENCODING: Final = "processing"
_FAILED: Final = "failed"


def add_video(administrator: GatewayClient, say: Say) -> None:
    """Add a playable video to a movie of the demo data unless it has one; raise DevstackError or GatewayRefused.

    A version that an earlier run has left to the worker is waited for.
    """
    if administrator.get(f"/playback/titles/{MOVIE}"):
        say("the demo video is there already")
        return
    asset = _asset(administrator)
    newest = _newest(administrator, asset)
    if newest is not None and newest["status"] not in (_ENCODING, _FAILED):
        # An editor has decided that it is not played.
        say("the demo video is there already, and is not published")
        return
    former = 0 if newest is None else int(newest["number"])
    if newest is not None and newest["status"] == _ENCODING:
        former -= 1
    else:
        _add_version(administrator, asset)
    say("the video is being encoded")
    version = _encoded(administrator, asset, former)
    if version["status"] != "ready":
        raise DevstackError(f"the demo video could not be encoded: {version['reason']}")
    title = administrator.get(f"/catalog/titles/{MOVIE}")
    say(f"playable at /watch/movies/{title['slug']} after signing in")


def generate(tools: Path, target: Path) -> None:
    """Write a video of a moving test picture with a clock, two sound tracks and chapters."""
    ends = [begin for _, begin in CHAPTERS[1:]] + [SECONDS]
    entries = [
        f"[CHAPTER]\nTIMEBASE=1/1\nSTART={begin}\nEND={end}\ntitle={name}\n"
        for (name, begin), end in zip(CHAPTERS, ends, strict=True)
    ]
    chapters = target.with_suffix(".chapters")
    chapters.write_text(";FFMETADATA1\n" + "".join(entries))
    sources = (
        f"testsrc2=size=640x360:rate=24:duration={SECONDS}",
        f"sine=frequency=330:duration={SECONDS}",
        f"sine=frequency=440:duration={SECONDS}",
    )
    inputs = [word for source in sources for word in ("-f", "lavfi", "-i", source)]
    tracks = ("-i", str(chapters), "-map", "0:v", "-map", "1:a", "-map", "2:a", "-map_metadata", "3")
    languages = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ukr")
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    command = [str(tools / "ffmpeg"), "-v", "error", *inputs, *tracks, *languages, *codecs, str(target)]
    try:
        subprocess.run(command, check=True, timeout=_TOOL_SECONDS, capture_output=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise DevstackError(f"the demo video could not be generated: {error}") from error


def _asset(administrator: GatewayClient) -> str:
    """Return the id of the movie's asset, which an earlier run may have added."""
    listed = administrator.get(_ASSETS, {"mediaId": str(MOVIE)})
    whole = next((one for one in listed if one["subject"] == str(MOVIE)), None)
    asset = whole or administrator.post(_ASSETS, {"subject": str(MOVIE), "access": "free"})
    return str(asset["id"])


def _add_version(administrator: GatewayClient, asset: str) -> None:
    """Generate a video and upload it."""
    tools = install(cache_folder(os.environ))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / _NAME
        generate(tools, file)
        _upload(administrator, asset, file.read_bytes())


def _upload(administrator: GatewayClient, asset: str, content: bytes) -> None:
    """Send a file of one part."""
    new = {"assetId": asset, "purpose": "video", "fileName": _NAME, "size": len(content)}
    upload = administrator.post(_UPLOADS, new)
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    parts = {"parts": [{"number": 1, "sha256": digest}]}
    [signed] = administrator.post(f"{_UPLOADS}/{upload['id']}/parts", parts)
    try:
        sent = httpx2.put(
            signed["url"], content=content, headers=signed["headers"], timeout=_SENDING_SECONDS, trust_env=False
        )
    except httpx2.HTTPError as error:
        raise GatewayRefused(f"the storage does not respond: {error}") from error
    if sent.is_error:
        raise GatewayRefused(f"the storage responded {sent.status_code}")
    administrator.post(f"{_UPLOADS}/{upload['id']}/complete")


def _newest(administrator: GatewayClient, asset: str) -> dict[str, Any] | None:
    """Return the newest version of the asset, if it has one."""
    versions: list[dict[str, Any]] = administrator.get(f"{_ASSETS}/{asset}")["versions"]
    return versions[0] if versions else None


def _encoded(administrator: GatewayClient, asset: str, former: int) -> dict[str, Any]:
    """Return the version behind a former one once the worker has ended it; raise DevstackError."""
    deadline = time.monotonic() + _ENCODING_SECONDS
    while time.monotonic() < deadline:
        newest = _newest(administrator, asset)
        if newest is not None and newest["number"] > former and newest["status"] != _ENCODING:
            return newest
        time.sleep(_POLL_SECONDS)
    raise DevstackError(
        f"the demo video is still not encoded after {_ENCODING_SECONDS:.0f} s: see /admin/playback/jobs"
    )
