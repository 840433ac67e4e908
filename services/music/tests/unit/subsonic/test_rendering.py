"""One tree as XML, JSON and JSONP."""

import json
from xml.etree import ElementTree

import pytest

from music.domain.subsonic.failures import FailureCode, SubsonicFailure
from music.presentation.subsonic.rendering import Form, Text, Tree

NAME = "{http://subsonic.org/restapi}"
TREE: Tree = {
    "album": {
        "name": 'A "B" <C> & \x01',
        "year": None,
        "isCompilation": False,
        "song": [{"id": "1", "isrc": ["X", "Y"]}, {"id": "2"}],
        "biography": Text("Long"),
        "genre": [{"value": "Rock", "songCount": 2}],
    }
}


def test_json_has_numbers_lists_and_nothing_that_is_unknown() -> None:
    response = Form("json", None).success(TREE)
    assert response.headers["content-type"] == "application/json"
    assert json.loads(bytes(response.body))["subsonic-response"]["album"] == {
        "name": 'A "B" <C> & \x01',
        "isCompilation": False,
        "song": [{"id": "1", "isrc": ["X", "Y"]}, {"id": "2"}],
        "biography": "Long",
        "genre": [{"value": "Rock", "songCount": 2}],
    }


def test_xml_has_attributes_and_elements() -> None:
    response = Form(None, None).success(TREE)
    root = ElementTree.fromstring(response.body)
    assert response.headers["content-type"] == "text/xml; charset=utf-8"
    assert (root.tag, root.get("status"), root.get("openSubsonic")) == (f"{NAME}subsonic-response", "ok", "true")
    album = root.find(f"{NAME}album")
    assert album is not None
    assert album.attrib == {"name": 'A "B" <C> & \ufffd', "isCompilation": "false"}
    assert [song.get("id") for song in album.findall(f"{NAME}song")] == ["1", "2"]
    assert [one.text for one in album.iter(f"{NAME}isrc")] == ["X", "Y"]
    assert album.findtext(f"{NAME}biography") == "Long"
    assert album.findtext(f"{NAME}genre") == "Rock"


def test_jsonp_calls_a_function_only() -> None:
    assert bytes(Form("jsonp", "a.b$1").success({}).body).startswith(b'/**/a.b$1({"subsonic-response"')
    for callback in (None, "", "a(1)", "1a", "a;b", "a.", "é", "x" * 101):
        with pytest.raises(SubsonicFailure):
            Form("jsonp", callback)


def test_a_failure_has_status_200() -> None:
    response = Form("json", None).failure(SubsonicFailure(FailureCode.NOT_FOUND, "Song not found"))
    body = json.loads(bytes(response.body))["subsonic-response"]
    assert (response.status_code, body["status"]) == (200, "failed")
    assert body["error"] == {"code": 70, "message": "Song not found"}
