"""Cursors: they return the position of their own query, and nothing else."""

import string
from base64 import urlsafe_b64encode

import pytest

from chassis.http.follow_up.cursors import InvalidCursor, decode_cursor, encode_cursor

pytestmark = pytest.mark.unit

POSITION = [0, 71.25, "bdf784d0-c2eb-5939-9d13-a7324e63a0e9", 20]


def test_cursor_returns_its_position() -> None:
    assert decode_cursor(encode_cursor(POSITION, "/movies"), "/movies") == POSITION
    assert decode_cursor(encode_cursor((None, "ä"), "/movies"), "/movies") == [None, "ä"]


def test_cursor_of_another_query_is_rejected() -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor(encode_cursor(POSITION, "/movies"), "/shows")


def test_every_changed_character_is_detected() -> None:
    cursor = encode_cursor(POSITION, "/movies")

    for place, character in enumerate(cursor):
        for other in string.ascii_letters + string.digits + "-_":
            if other != character:
                with pytest.raises(InvalidCursor):
                    decode_cursor(cursor[:place] + other + cursor[place + 1 :], "/movies")


@pytest.mark.parametrize("cursor", ["A", "AAAA", "%%%", "ä", "", urlsafe_b64encode(b"x" * 40).decode()])
def test_text_that_is_no_cursor_is_rejected(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        decode_cursor(cursor, "/movies")
