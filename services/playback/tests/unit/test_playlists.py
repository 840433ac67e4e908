"""The key lines of playlists."""

import re
from base64 import b64decode
from uuid import UUID

import pytest

from playback.domain.keys.content_key import ContentKey, ContentKeys
from playback.domain.packaging.playlists import with_clear_key

pytestmark = pytest.mark.unit

VIDEO, AUDIO = UUID(int=0x1122 << 112), UUID(int=2)
KEYS = ContentKeys(video=ContentKey(VIDEO, bytes(16)), audio=ContentKey(AUDIO, bytes(16)))
LINE = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,ESIAAAAAAAAAAAAAAAAAAA==",IV=0xAB,KEYFORMAT="identity"'


def test_a_key_line_names_clear_key_and_the_id_of_the_key() -> None:
    playlist = with_clear_key(f"#EXTM3U\n{LINE}\n#EXTINF:4,\n1.m4s\n", KEYS)
    [uri] = re.findall('URI="data:text/plain;base64,([^"]+)"', playlist)
    assert b64decode(uri) == VIDEO.bytes
    assert f"KEYID=0x{VIDEO.hex},IV=0xAB," in playlist
    assert 'KEYFORMAT="org.w3.clearkey",KEYFORMATVERSIONS="1"\n#EXTINF:4,\n1.m4s\n' in playlist
    assert "identity" not in playlist
