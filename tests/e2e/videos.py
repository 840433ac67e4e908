"""Videos for journeys: a generated movie, what a browser has decoded of it, and a page that plays it with hls.js."""

import json
import os
import struct
import subprocess
from pathlib import Path
from typing import Any, Final

from playwright.async_api import BrowserContext, Route
from playwright.async_api import Page as Tab

from devstack.folders import cache_folder
from devstack.testing.players.install import hls_script

SECONDS: Final = 12
FRAMES_PER_SECOND: Final = 24
CHAPTERS: Final = ("Opening", "Closing")
PADDING: Final = 17 * 1024 * 1024
"""Bytes that a file has more than its video, so that it is uploaded in two parts."""
HLS_PAGE: Final = "/hls-player-of-the-tests"
_QUALITY: Final = """() => {
  const video = document.querySelector("video");
  const { totalVideoFrames, corruptedVideoFrames } = video.getVideoPlaybackQuality();
  return [video.currentTime, totalVideoFrames, corruptedVideoFrames];
}"""
_HLS: Final = """
const { manifest, licence, token } = __SETTINGS__;
const video = document.querySelector("video");
const hls = new Hls({
  emeEnabled: Boolean(licence),
  drmSystems: licence ? { "org.w3.clearkey": { licenseUrl: licence } } : {},
  xhrSetup: (request, url) => {
    request.open("GET", url, true);
    if (url.includes("/licenses/aes-128/")) request.setRequestHeader("Authorization", `Bearer ${token}`);
  },
  licenseXhrSetup: (request, url) => {
    request.open("POST", url, true);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Content-Type", "application/json");
  },
});
window.hlsErrors = [];
hls.on(Hls.Events.ERROR, (_, { details }) => window.hlsErrors.push(details));
hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
hls.loadSource(manifest);
hls.attachMedia(video);
"""


def movie(tools: Path, target: Path) -> None:
    """Write a movie with a moving test picture, two sound tracks and two chapters, and a box of nothing behind it."""
    chapters = target.with_suffix(".chapters")
    begins = [1000 * SECONDS * number // len(CHAPTERS) for number in range(len(CHAPTERS) + 1)]
    stated = zip(begins, begins[1:], CHAPTERS, strict=False)
    lines = [f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={begin}\nEND={end}\ntitle={name}\n" for begin, end, name in stated]
    chapters.write_text(";FFMETADATA1\n" + "".join(lines))
    picture = f"testsrc2=size=320x180:rate={FRAMES_PER_SECOND}:duration={SECONDS}"
    tones = [f"sine=frequency={frequency}:duration={SECONDS}" for frequency in (440, 660)]
    inputs = [word for source in (picture, *tones) for word in ("-f", "lavfi", "-i", source)]
    tracks = ("-i", chapters, "-map", "0:v", "-map", "1:a", "-map", "2:a", "-map_metadata", "3")
    languages = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=ukr")
    codecs = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac")
    subprocess.run(
        [tools / "ffmpeg", "-v", "error", *inputs, *tracks, *languages, *codecs, target], check=True, timeout=60
    )
    with target.open("ab") as file:
        file.write(struct.pack(">I4s", PADDING, b"free") + os.urandom(PADDING - 8))


async def decoded(tab: Tab) -> tuple[float, int, int]:
    """Return the position of the video of a page, and how many frames were decoded and how many of them are corrupt."""
    position, frames, corrupt = await tab.evaluate(f"({_QUALITY})()")
    return position, frames, corrupt


async def plays_instead(route: Route, subject: str) -> None:
    """Begin a session of another video than that of the page, so that an episode needs no files."""
    body = json.loads(route.request.post_data or "{}")
    await route.continue_(post_data=json.dumps({**body, "subject": subject}))


async def with_wrong_keys(route: Route) -> None:
    """Respond to a request for a licence with other keys than those of the video."""
    response = await route.fetch()
    licence: dict[str, Any] = await response.json()
    keys = [{**key, "k": "AAAAAAAAAAAAAAAAAAAAAA"} for key in licence["keys"]]
    await route.fulfill(response=response, json={**licence, "keys": keys})


async def with_wrong_segment_key(route: Route) -> None:
    """Respond to a request for a key of whole segments with another one."""
    await route.fulfill(body=b"x" * 16, content_type="application/octet-stream")


async def open_with_hls(context: BrowserContext, origin: str, session: dict[str, Any], token: str) -> Tab:
    """Return a page of the origin on which hls.js plays a session; the stack has no such page."""
    settings = {"manifest": session["manifests"]["hls"], "licence": session["licenseUrl"], "token": token}
    script = hls_script(cache_folder(os.environ)) + _HLS.replace("__SETTINGS__", json.dumps(settings))
    page = "<!doctype html><title>hls.js</title><video muted></video><script src='/hls-script-of-the-tests'></script>"
    tab = await context.new_page()
    await tab.route(f"{origin}{HLS_PAGE}", lambda route: route.fulfill(body=page, content_type="text/html"))
    await tab.route(
        f"{origin}/hls-script-of-the-tests", lambda route: route.fulfill(body=script, content_type="text/javascript")
    )
    await tab.goto(f"{origin}{HLS_PAGE}")
    return tab
