"""Boxes of systems of protection, against the vectors of Shaka Packager and Microsoft.

`pssh_generator_unittest.cc` and `protection_system_specific_info_unittest.cc` of shaka-project/shaka-packager (BSD);
"Key and Key IDs (KIDs)" and "PlayReady Key Seed" of learn.microsoft.com/playready.
"""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Final
from uuid import UUID

import pytest

from playback.domain.keys.content_key import ContentKey
from playback.domain.keys.fairplay import key_uri
from playback.domain.keys.playready import HeaderKey, guid, header
from playback.domain.keys.pssh import PLAYREADY, Box, clear_key_box, playready_box, widevine_box
from playback.infrastructure.keys.checksums import playready_checksum

pytestmark = pytest.mark.unit

FIRST: Final = UUID(bytes=b"keyid1~~~~~~~~~~")
SECOND: Final = UUID(bytes=b"keyid2~~~~~~~~~~")
SYSTEM: Final = UUID("aabbccdd-eeff-0011-2233-445566778899")
VERSION_0: Final = bytes.fromhex("00000021 70737368 00000000 aabbccddeeff00112233445566778899 00000001 ff")
VERSION_1: Final = bytes.fromhex(
    "00000035 70737368 01000000 aabbccddeeff00112233445566778899 00000001 00000000000000000000000000000000 00000001 ff"
)
SEED: Final = b64decode("XVBovsmzhP9gRIZxWfFta3VVRPzVEWmJsazEJ46I")
"""The seed of Microsoft's test server, of 30 bytes."""


def key_of_seed(key_id: UUID) -> ContentKey:
    """Return the key of Microsoft's test server by its published algorithm."""
    parts = (SEED, guid(key_id), SEED, guid(key_id))
    digests = b"".join(sha256(b"".join(parts[:count])).digest() for count in (2, 3, 4))
    key = bytes(16)
    for place in range(0, len(digests), 16):
        key = bytes(a ^ b for a, b in zip(key, digests[place : place + 16], strict=True))
    return ContentKey(key_id, key)


def test_boxes_have_the_layout_of_their_version() -> None:
    plain, with_keys = Box(SYSTEM, b"\xff"), Box(SYSTEM, b"\xff", (UUID(int=0),))
    assert (bytes(plain), bytes(with_keys)) == (VERSION_0, VERSION_1)
    assert (Box.parse(VERSION_0), Box.parse(VERSION_1)) == (plain, with_keys)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        VERSION_0[:-1],
        VERSION_0 + b"\0",
        VERSION_0.replace(b"pssh", b"moov"),
        VERSION_0[:8] + b"\x02" + VERSION_0[9:],
        VERSION_1[:28] + b"\xff\xff\xff\xff" + VERSION_1[32:],
        VERSION_1[:48] + b"\0\0\0\x02" + VERSION_1[52:],
        b"\0\0\0\x22" + VERSION_0[4:] + b"\0",
    ],
)
def test_anything_but_one_whole_box_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r"pssh|box"):
        Box.parse(damaged)


def test_common_box_is_that_of_shaka_packager() -> None:
    assert clear_key_box([FIRST, SECOND]) == bytes.fromhex(
        "00000044 70737368 01000000 1077EFECC0B24D02ACE33C1E52E2FB4B 00000002"
    ) + FIRST.bytes + SECOND.bytes + bytes(4)


def test_widevine_box_is_that_of_shaka_packager() -> None:
    system, keys = "EDEF8BA979D64ACEA3C827DCD51D21ED", b"\x12\x10" + FIRST.bytes + b"\x12\x10" + SECOND.bytes
    head = bytes.fromhex(f"00000044 70737368 00000000 {system} 00000024")
    assert widevine_box([FIRST, SECOND], "cenc") == head + keys
    head = bytes.fromhex(f"0000004A 70737368 00000000 {system} 0000002A")
    assert widevine_box([FIRST, SECOND], "cbcs") == head + keys + bytes.fromhex("48 F3C6899B06")


def test_playready_box_is_that_of_shaka_packager() -> None:
    text = (
        '<WRMHEADER xmlns="http://schemas.microsoft.com/DRM/2007/03/PlayReadyHeader" version="4.3.0.0"><DATA>'
        '<PROTECTINFO><KIDS><KID ALGID="AESCBC" VALUE="aXllazFkfn5+fn5+fn5+fg=="></KID></KIDS></PROTECTINFO></DATA>'
        "</WRMHEADER>"
    ).encode("utf-16-le")
    head = "000001DE 70737368 00000000 9A04F07998404286AB92E65BE0885F95 000001BE BE010000 0100 0100 B401"
    assert playready_box([HeaderKey(FIRST)], "cbcs") == bytes.fromhex(head) + text


def test_key_id_of_playready_has_the_byte_order_of_a_guid() -> None:
    assert guid(UUID("01020304-0506-0708-090A-AABBCCDDEEFF")).hex() == "0403020106050807090aaabbccddeeff"


@pytest.mark.parametrize(
    ("value", "checksum"), [("0IbHou/5s0yzM80yOkKEpQ==", "xNvWVxoWk04="), ("/qgG2xbs4k2SKCxx6bhWqw==", "GnKaQIRacPU=")]
)
def test_checksums_are_those_of_microsofts_header(value: str, checksum: str) -> None:
    key_id = UUID(bytes_le=b64decode(value))
    key = HeaderKey(key_id, playready_checksum(key_of_seed(key_id)))
    assert f'<KID ALGID="AESCTR" CHECKSUM="{checksum}" VALUE="{value}"></KID>' in header([key], "AESCTR")


def test_checksum_is_that_of_the_published_example() -> None:
    key = key_of_seed(UUID("01020304-0506-0708-090A-AABBCCDDEEFF"))
    assert b64encode(key.key) == b"GUf166PQbx+sgBADjyBMvw=="
    assert b64encode(playready_checksum(key)) == b"EV/EKanLDy4="
    key = ContentKey(FIRST, b"contentkey1~~~~~")
    assert b64encode(playready_checksum(key)) == b"uFY/OirQj/U="


def test_url_of_licences_is_escaped_and_a_long_header_refused() -> None:
    assert "<LA_URL>https://a.example/?a=1&amp;b=2</LA_URL>" in header([], "AESCBC", "https://a.example/?a=1&b=2")
    assert Box.parse(playready_box([HeaderKey(FIRST)], "cenc", "https://a.example/")).system == PLAYREADY
    with pytest.raises(ValueError, match="at most 15360 bytes"):
        playready_box([HeaderKey(FIRST)] * 200, "cbcs")


def test_key_uri_of_fairplay_names_key_and_iv() -> None:
    key_id = UUID("72ea9ec1-abb4-40d8-b3a9-e0bd1833bd58")
    iv = bytes.fromhex("0123456789ABCDEF0123456789ABCDEF")
    assert key_uri(key_id, iv) == "skd://72ea9ec1-abb4-40d8-b3a9-e0bd1833bd58:0123456789ABCDEF0123456789ABCDEF"
    with pytest.raises(ValueError, match="16 bytes"):
        key_uri(key_id, iv[:8])
