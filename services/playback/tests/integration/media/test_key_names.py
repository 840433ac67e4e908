"""How the packager's own playlists and manifest name keys when accounts at licence servers are configured."""

import re
from base64 import b64decode
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree

import pytest
from services.playback.tests.integration.media.conftest import Ffmpeg
from services.playback.tests.integration.media.test_probing import X264

from playback.domain.keys.content_key import ContentKey, ContentKeys
from playback.domain.keys.playready import HeaderKey
from playback.domain.keys.pssh import PLAYREADY, WIDEVINE, clear_key_box, playready_box, widevine_box
from playback.domain.keys.release import System
from playback.domain.packaging.command import MANIFEST, Track
from playback.domain.packaging.playlists import named_by_manifest, named_by_playlist
from playback.infrastructure.media.packager import ShakaPackager
from programs.children import Limits
from programs.tools import Tools

pytestmark = pytest.mark.integration

KEYS = ContentKeys(ContentKey(UUID(int=1), bytes(16)), ContentKey(UUID(int=2), bytes(16)))
PSSH = "{urn:mpeg:cenc:2013}pssh"
DASH = "{urn:mpeg:dash:schema:mpd:2011}ContentProtection"


async def test_output_names_keys_for_every_system(ffmpeg: Ffmpeg, media_tools: Path, tmp_path: Path) -> None:
    plain, output = tmp_path / "plain.mp4", tmp_path / "output"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x64:d=3", *X264, plain)
    output.mkdir()
    systems = (System.WIDEVINE, System.PLAYREADY, System.FAIRPLAY)
    packager = ShakaPackager(Tools(media_tools, "PLAYBACK_TOOLS_FOLDER"), Limits(60, 60, 2**33, 2**30), systems)
    await packager.package([Track("v", "video", plain)], KEYS, output)
    playlist = (output / "v.m3u8").read_text()
    formats = re.findall('#EXT-X-KEY:.*KEYFORMAT="([^"]+)"', playlist)
    assert formats == [
        "org.w3.clearkey",
        f"urn:uuid:{WIDEVINE}",
        "com.microsoft.playready",
        "com.apple.streamingkeydelivery",
    ]
    [iv] = re.findall(r"IV=0x([0-9A-Fa-f]{32})", playlist)
    assert f'URI="skd://{KEYS.video.id}:{iv.upper()}"' in playlist
    manifest = (output / MANIFEST).read_text()
    schemes = {element.get("schemeIdUri") for element in ElementTree.fromstring(manifest).iter(DASH)}
    assert {f"urn:uuid:{system}" for system in (WIDEVINE, PLAYREADY)} < schemes
    boxes = {b64decode(element.text or "") for element in ElementTree.fromstring(manifest).iter(PSSH)}
    assert boxes == {
        clear_key_box([KEYS.audio.id, KEYS.video.id]),
        widevine_box([KEYS.video.id], "cbcs"),
        playready_box([HeaderKey(KEYS.video.id)], "cbcs"),
    }
    assert named_by_playlist(playlist) == named_by_manifest(manifest) == ["v/init.mp4", "v/1.m4s"]
