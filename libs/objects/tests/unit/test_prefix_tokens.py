"""Prefix tokens: the vectors of the format, and everything that must not pass."""

import base64
import hashlib
import hmac
from uuid import UUID

import pytest

from chassis.core.path_secrets import MEDIA_PREFIX
from objects.errors import TokenExpired, TokenInvalid
from objects.prefix_tokens import LONGEST_TOKEN, PrefixToken, PrefixTokenKeys

pytestmark = pytest.mark.unit

FIRST, SECOND = bytes(range(32)).hex(), "ff" * 32
EXPIRY = 1_800_000_000
PREFIX = "vod/00000000-0000-0000-0000-00000000000a/3/"
TOKEN = PrefixToken((PREFIX,), EXPIRY, UUID(int=1), UUID(int=2), UUID(int=3))
KEYS = PrefixTokenKeys.parse(f"k1:{FIRST}")

VECTOR = (
    "mqm_AQJrMQAAAABrSdIAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAIAAAAAAAAAAAAAAAAAAAADAQArdm9kLzAwMDAwMDAwLTAwMD"
    "AtMDAwMC0wMDAwLTAwMDAwMDAwMDAwYS8zLxibPuwU0M9KAxWAzGTiN3RN2C2GFnZJdfDfvwOYjxqO"
)
"""Made without this module:

    { printf '\\x01\\x02k1\\x00\\x00\\x00\\x00\\x6b\\x49\\xd2\\x00'
      printf '%032x%032x%032x' 1 2 3 | xxd -r -p
      printf '\\x01\\x00\\x2bvod/00000000-0000-0000-0000-00000000000a/3/'; } > data
    openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…1f -binary data > mac
    cat data mac | basenc --base64url -w0
"""


def test_the_text_is_that_of_the_vector() -> None:
    assert KEYS.issue(TOKEN) == VECTOR
    assert KEYS.verify(VECTOR, EXPIRY) == TOKEN


def test_several_prefixes_and_other_ids_are_read_as_they_were_written() -> None:
    token = PrefixToken((PREFIX, "vod/ä/subtitles/"), 1, UUID(int=2**128 - 1), UUID(int=5), UUID(int=6))
    assert KEYS.verify(KEYS.issue(token), 0) == token
    assert token.covers(PREFIX + "720p/1.m4s")
    assert token.covers("vod/ä/subtitles/de.vtt")


@pytest.mark.parametrize(
    "key", ["vod/00000000-0000-0000-0000-00000000000a/31/x", "vod/x", "", PREFIX[:-1], f"/{PREFIX}a"]
)
def test_other_objects_are_not_covered(key: str) -> None:
    assert not TOKEN.covers(key)


def test_a_token_counts_for_half_a_minute_after_its_expiry() -> None:
    assert KEYS.verify(VECTOR, EXPIRY + 30) == TOKEN
    with pytest.raises(TokenExpired):
        KEYS.verify(VECTOR, EXPIRY + 30.5)


def test_two_keys_are_live_and_the_first_signs() -> None:
    both = PrefixTokenKeys.parse(f"k2:{SECOND}, k1:{FIRST}")
    assert both.verify(VECTOR, 0) == TOKEN
    issued = both.issue(TOKEN)
    assert PrefixTokenKeys.parse(f"k2:{SECOND}").verify(issued, 0) == TOKEN
    with pytest.raises(TokenInvalid):
        KEYS.verify(issued, 0)


def test_a_key_of_the_same_id_with_other_bytes_verifies_nothing() -> None:
    with pytest.raises(TokenInvalid):
        PrefixTokenKeys.parse(f"k1:{SECOND}").verify(VECTOR, 0)


def test_no_changed_character_passes() -> None:
    for index in range(len(VECTOR)):
        other = "A" if VECTOR[index] != "A" else "B"
        with pytest.raises(TokenInvalid):
            KEYS.verify(VECTOR[:index] + other + VECTOR[index + 1 :], 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mqm_",
        VECTOR[:-1],
        VECTOR + "A",
        VECTOR + "=",
        VECTOR + "\n",
        VECTOR.replace("mqm_", ""),
        VECTOR.replace("mqm_", "mqw_"),
        VECTOR + "ä",
        MEDIA_PREFIX + "A" * (LONGEST_TOKEN + 1),
        MEDIA_PREFIX + "A" * 400,
        MEDIA_PREFIX + "!" * 200,
    ],
)
def test_other_texts_are_invalid(text: str) -> None:
    with pytest.raises(TokenInvalid):
        KEYS.verify(text, 0)


def test_a_token_has_one_spelling() -> None:
    """The last character may have bits that no byte of the token uses: with these set, the same bytes are read."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for text in (KEYS.issue(PrefixToken(("a" * size + "/",), 1, *(UUID(int=1),) * 3)) for size in (1, 2, 3)):
        same = [text[:-1] + last for last in alphabet if decoded(text[:-1] + last) == decoded(text)]
        assert text in same
        for other in set(same) - {text}:
            with pytest.raises(TokenInvalid):
                KEYS.verify(other, 0)


def decoded(text: str) -> bytes:
    spelled = text.removeprefix(MEDIA_PREFIX)
    return base64.urlsafe_b64decode(spelled + "=" * (-len(spelled) % 4))


def test_another_version_of_the_format_is_invalid_though_it_is_signed() -> None:
    data = b"\x02" + decoded(VECTOR)[1:-32]
    mac = hmac.new(bytes.fromhex(FIRST), data, hashlib.sha256).digest()
    text = MEDIA_PREFIX + base64.urlsafe_b64encode(data + mac).rstrip(b"=").decode()
    with pytest.raises(TokenInvalid):
        KEYS.verify(text, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "k1",
        f"k1:{FIRST},",
        f"k1:{FIRST[:-2]}",
        f"K1:{FIRST}",
        f"{'k' * 17}:{FIRST}",
        f"k:{FIRST},k:{SECOND}",
        f":{FIRST}",
    ],
)
def test_keys_of_another_form_are_refused_without_being_shown(text: str) -> None:
    with pytest.raises(ValueError, match="must list keys") as caught:
        PrefixTokenKeys.parse(text)
    assert FIRST not in str(caught.value)
    assert FIRST not in repr(KEYS)


@pytest.mark.parametrize("prefixes", [(), ("a",), ("a/",) * 9, ("a" * 2000 + "/",)])
def test_prefixes_that_do_not_fit_are_refused(prefixes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="prefixes must"):
        KEYS.issue(PrefixToken(prefixes, 1, UUID(int=1), UUID(int=2), UUID(int=3)))
