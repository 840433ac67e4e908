"""Key lines and boxes for the systems of vendors, beside those of ClearKey."""

from base64 import b64decode
from typing import Final
from uuid import UUID

import pytest

from playback.domain.keys.playready import HeaderKey
from playback.domain.keys.pssh import playready_box, widevine_box
from playback.domain.keys.release import System
from playback.domain.packaging.systems import manifest_with_systems, playlist_with_systems

pytestmark = pytest.mark.unit

KEY: Final = UUID("72ea9ec1-abb4-40d8-b3a9-e0bd1833bd58")
IV: Final = "0123456789abcdef0123456789ABCDEF"
LINE: Final = (
    f'#EXT-X-KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,AA==",KEYID=0x{KEY.hex},IV=0x{IV},'
    'KEYFORMAT="org.w3.clearkey",KEYFORMATVERSIONS="1"'
)
ALL: Final = (System.FAIRPLAY, System.PLAYREADY, System.WIDEVINE)
MANIFEST: Final = (
    f'<MPD><ContentProtection value="cbcs" schemeIdUri="urn:mpeg:dash:mp4protection:2011" cenc:default_KID="{KEY}"/>'
    "</MPD>"
)


def uri_in(line: str) -> str:
    return line.split('URI="')[1].split('"', maxsplit=1)[0]


def test_each_system_has_a_key_line_behind_that_of_clearkey() -> None:
    head, clear_key, widevine, playready, fairplay, tail = playlist_with_systems(
        f"#EXTM3U\n{LINE}\n#EXTINF:4,", ALL
    ).splitlines()
    assert (head, clear_key, tail) == ("#EXTM3U", LINE, "#EXTINF:4,")
    assert f'KEYID=0x{KEY.hex},KEYFORMAT="urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed"' in widevine
    assert b64decode(uri_in(widevine).removeprefix("data:text/plain;base64,")) == widevine_box([KEY], "cbcs")
    assert 'KEYFORMAT="com.microsoft.playready",KEYFORMATVERSIONS="1"' in playready
    header = b64decode(uri_in(playready).removeprefix("data:text/plain;charset=UTF-16;base64,"))
    assert playready_box([HeaderKey(KEY)], "cbcs").endswith(header)
    assert fairplay == (
        f'#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://{KEY}:{IV.upper()}",KEYFORMAT="com.apple.streamingkeydelivery",'
        'KEYFORMATVERSIONS="1"'
    )


def test_key_line_without_an_iv_has_none_for_fairplay() -> None:
    lines = playlist_with_systems(LINE.replace(f"IV=0x{IV},", ""), ALL).splitlines()
    assert [line.count("KEYFORMAT=") for line in lines] == [1, 1, 1]
    assert "skd://" not in "".join(lines)


def test_master_playlist_names_keys_of_sessions_as_well() -> None:
    line = LINE.replace("#EXT-X-KEY", "#EXT-X-SESSION-KEY")
    assert playlist_with_systems(line, [System.FAIRPLAY]).splitlines()[1].startswith("#EXT-X-SESSION-KEY:METHOD=")


def test_manifest_has_the_boxes_of_widevine_and_playready() -> None:
    extended = manifest_with_systems(MANIFEST, ALL)
    boxes = [part.split("</cenc:pssh>")[0] for part in extended.split("<cenc:pssh>")[1:]]
    assert [b64decode(box) for box in boxes] == [widevine_box([KEY], "cbcs"), playready_box([HeaderKey(KEY)], "cbcs")]
    assert extended.startswith(MANIFEST.removesuffix("</MPD>"))


def test_nothing_changes_without_further_systems() -> None:
    assert playlist_with_systems(LINE, ()) == LINE
    assert manifest_with_systems(MANIFEST, (System.FAIRPLAY,)) == MANIFEST
