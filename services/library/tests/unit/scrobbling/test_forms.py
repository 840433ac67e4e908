"""The JSON of a webhook is read from a body, a form of parts or a form of a query, and nothing else of it."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.library.tests.webhook_bodies import BOUNDARY, PLEX_TYPE, plex, plex_form

from library.presentation.scrobbling.bodies.reading import BodyInvalid
from library.presentation.scrobbling.forms import read_json

pytestmark = pytest.mark.unit

MULTIPART = PLEX_TYPE["Content-Type"]


@pytest.mark.parametrize("content_type", ["application/json", "text/plain; charset=utf-8", "", "image/jpeg"])
def test_json_is_read_whatever_the_content_type(content_type: str) -> None:
    assert read_json(content_type, b'{"a": 1}') == {"a": 1}


def test_the_payload_of_plex_is_read_beside_an_image() -> None:
    assert read_json(MULTIPART, plex_form(plex())) == plex()
    assert read_json(f'multipart/form-data; charset=utf-8; boundary="{BOUNDARY}"', plex_form(plex())) == plex()


def test_the_form_of_emby_is_read() -> None:
    assert read_json("application/x-www-form-urlencoded", b"data=%7B%22Event%22%3A1%7D") == {"Event": 1}
    body = b'--x\r\nContent-Disposition: form-data; name=data\r\n\r\n{"Event": "\xc3\xa9"}\r\n--x--\r\n'
    assert read_json("Multipart/Form-Data; boundary=x", body) == {"Event": "é"}


def test_a_part_beyond_the_twentieth_is_not_read() -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="other"\r\n\r\n1\r\n'
    payload = b'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n{}\r\n--x--'
    assert read_json("multipart/form-data; boundary=x", part * 10 + payload) == {}
    with pytest.raises(BodyInvalid, match="payload: is required"):
        read_json("multipart/form-data; boundary=x", part * 30 + payload)


@pytest.mark.parametrize(
    ("content_type", "body", "field"),
    [
        ("", b"", "body"),
        ("", b'{"a":' * 100_000, "body"),
        ("multipart/form-data", b"--x", "Content-Type"),
        (MULTIPART, b"", "payload"),
        (MULTIPART, plex_form("{]"), "payload"),
        ("application/x-www-form-urlencoded", b"a=1", "payload"),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 50), "payload"),
        ("application/x-www-form-urlencoded", b"\xff", "payload"),
        ("application/x-www-form-urlencoded", b"data=%ff", "data"),
    ],
)
def test_an_error_names_the_field(content_type: str, body: bytes, field: str) -> None:
    with pytest.raises(BodyInvalid) as raised:
        read_json(content_type, body)
    assert raised.value.field == field


@given(content_type=st.sampled_from([MULTIPART, "application/x-www-form-urlencoded", "text/plain"]), body=st.binary())
def test_no_body_raises_another_error(content_type: str, body: bytes) -> None:
    with suppress(BodyInvalid):
        json.dumps(read_json(content_type, body))
