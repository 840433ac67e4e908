"""HLS playlists and DASH manifests: the key line for ClearKey, and every file that is named."""

import base64
import re
from typing import Final
from xml.etree import ElementTree

from playback.domain.keys.content_key import ContentKey, ContentKeys

_KEY_LINE: Final = re.compile(
    r'^#EXT-X-(?:SESSION-)?KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,([^"]+)".*$', re.MULTILINE
)
_IV: Final = re.compile(r"IV=(0x[0-9a-fA-F]+)")
_URI: Final = re.compile(r'URI="([^":]+)"')
_DASH: Final = "{urn:mpeg:dash:schema:mpd:2011}"


def with_clear_key(playlist: str, keys: ContentKeys) -> str:
    """Return a playlist whose key lines name W3C ClearKey, by which players request a licence.

    The packager writes `identity`, by which none finds one. The URI stays the id of the key: hls.js takes the first 16
    bytes of a URI of ClearKey as the id, and stops after one segment when no key of a licence has it.
    """
    keys_by_name = {base64.b64encode(one.id.bytes).decode(): one for one in (keys.video, keys.audio)}

    def rewritten(match: re.Match[str]) -> str:
        return _key_line(match[0], keys_by_name[match[1]])

    return _KEY_LINE.sub(rewritten, playlist)


def named_by_playlist(playlist: str) -> list[str]:
    """Return the files that a playlist names: in lines of their own, and as attributes of media and maps."""
    named = []
    for line in playlist.splitlines():
        if line and not line.startswith("#"):
            named.append(line)
        elif line.startswith(("#EXT-X-MAP:", "#EXT-X-MEDIA:", "#EXT-X-I-FRAME-STREAM-INF:")):
            named += _URI.findall(line)
    return list(dict.fromkeys(named))


def named_by_manifest(manifest: str) -> list[str]:
    """Return the files that a manifest of the packager names: segments by number along a timeline."""
    named = []
    # The packager has written it a moment ago; it is no input of others.
    for template in ElementTree.fromstring(manifest).iter(f"{_DASH}SegmentTemplate"):  # noqa: S314
        if (first := template.get("initialization")) is not None:
            named.append(first)
        count = sum(int(part.get("r", "0")) + 1 for part in template.iter(f"{_DASH}S"))
        begin = int(template.get("startNumber", "1"))
        named += [template.get("media", "").replace("$Number$", str(begin + at)) for at in range(count)]
    return named


def _key_line(line: str, key: ContentKey) -> str:
    key_id = base64.b64encode(key.id.bytes).decode()
    tag = line.split(":", 1)[0]
    attributes = [
        "METHOD=SAMPLE-AES",
        f'URI="data:text/plain;base64,{key_id}"',
        f"KEYID=0x{key.id.hex}",
        *(f"IV={iv}" for iv in _IV.findall(line)),
        'KEYFORMAT="org.w3.clearkey"',
        'KEYFORMATVERSIONS="1"',
    ]
    return f"{tag}:{','.join(attributes)}"
