"""Responses that attack: XML that multiplies, paths that lead out, keys that lead elsewhere, fields of other types."""

import pytest
from services.sources.tests.kinds.connections import Connection
from services.sources.tests.servers.plex import PlexServer
from services.sources.tests.servers.serving import Fault
from services.sources.tests.servers.subsonic import SubsonicServer

from sources.domain.files.listed import ExternalIds, Streams
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.kinds.media_browser import items as media_browser
from sources.infrastructure.kinds.plex import items as plex
from sources.infrastructure.kinds.s3.listing import listing
from sources.infrastructure.servers.reading import json_fields, stated, xml_tree

BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>"""
)
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>"""


@pytest.mark.unit
@pytest.mark.parametrize(
    "body",
    [
        BOMB,
        EXTERNAL,
        b"<a>&b;</a>",
        b"<a>" * 100 + b"</a>" * 100,
        b"<a>" + b"x" * 20_000 + b"</a>",
        b"<a",
        b"",
        b"\x00",
        b"<?xml version='1.0' encoding='no-such'?><a/>",
    ],
)
def test_xml_that_is_not_read(body: bytes) -> None:
    with pytest.raises(SourceFailed) as failed:
        xml_tree.parse(body, "a list")
    assert failed.value.code == "invalid_response"


@pytest.mark.unit
def test_xml_has_a_largest_number_of_elements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.core.outgoing.xml_tree.MOST_ELEMENTS", 10)
    assert len(xml_tree.parse(b"<a>" + b"<b/>" * 9 + b"</a>", "a list").children) == 9
    with pytest.raises(SourceFailed):
        xml_tree.parse(b"<a>" + b"<b/>" * 10 + b"</a>", "a list")


@pytest.mark.unit
def test_keys_of_objects_that_lead_out_are_left_out() -> None:
    keys = ["p/../x.mkv", "p//x.mkv", "p/./x.mkv", "p/%0A.mkv", "p/a/", "p/.hidden/x.mkv", "p/ok.mkv", "q/other.mkv"]
    contents = "".join(f"<Contents><Key>{key}</Key><Size>1</Size></Contents>" for key in keys)
    body = f"<ListBucketResult><EncodingType>url</EncodingType>{contents}</ListBucketResult>"
    page = listing(body.encode(), "p/", "")
    assert [file.path for file in page.files] == ["ok.mkv"]
    assert (page.last_key, page.is_last) == ("q/other.mkv", True)


@pytest.mark.unit
@pytest.mark.parametrize("size", ["", "-1", "x", "9" * 30])
def test_objects_without_a_size_are_invalid(size: str) -> None:
    body = f"<ListBucketResult><Contents><Key>a.mkv</Key><Size>{size}</Size></Contents></ListBucketResult>"
    with pytest.raises(SourceFailed):
        listing(body.encode(), "", "")


@pytest.mark.unit
def test_fields_of_other_types_are_unknown() -> None:
    source = {
        "Id": "v",
        "Size": "12",
        "Path": "/a/b/c/d.mkv",
        "RunTimeTicks": -1,
        "MediaStreams": [
            {"Type": "Video", "Width": "wide", "Height": 10**9, "Codec": ["h264"]},
            {"Type": "Audio", "Language": 5},
        ],
    }
    item = {
        "Id": "m",
        "Type": "Movie",
        "Name": "Alien",
        "ProductionYear": "x",
        "ProviderIds": {"Imdb": "tt1", "Tmdb": "9" * 20, "TVDB": " 12 "},
        "DateCreated": "yesterday",
        "MediaSources": [source],
    }
    [file] = media_browser.files_of(item, {})
    assert file.stated is not None
    assert (file.path, file.name, file.bytes, file.modified_at) == ("m/v", "b/c/d.mkv", 12, None)
    assert (file.stated.year, file.stated.ids, file.streams) == (None, ExternalIds(tvdb=12), Streams())


@pytest.mark.unit
@pytest.mark.parametrize("value", ["a\x00b", "a\nb", "x" * 5000, None, [], True, 1.5])
def test_texts_that_cannot_be_stored_are_unknown(value: object) -> None:
    assert json_fields.text({"a": value}, "a") is None


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "number"), [(5, 5), ("5", 5), (5.0, 5), (-1, None), (True, None), ("٣", None), (2**70, None)]
)
def test_whole_numbers(value: object, number: int | None) -> None:
    assert json_fields.whole({"a": value}, "a") == number


@pytest.mark.unit
@pytest.mark.parametrize(
    "key",
    ["/library/parts/1/../../x", "/library/metadata/1", "http://other.example/", "//other/", "/library/parts/1?a=b"],
)
def test_keys_of_parts_stay_on_the_server(key: str) -> None:
    item = {"Media": [{"Part": [{"id": 1, "key": key}]}]}
    with pytest.raises(SourceFailed) as failed:
        plex.part_key(item, "1")
    assert failed.value.code == "invalid_response"


@pytest.mark.unit
def test_ids_and_languages() -> None:
    assert stated.external_ids({"IMDB": "tt0078748", "Tmdb": 348, "tvdb": "0"}) == ExternalIds("tt0078748", 348, None)
    assert stated.languages(["ger", "deu", "en", "und", None, "xx-bad tag", "yue"]) == ("de", "en", "yue")
    assert stated.server_name("D:\\media\\Shows\\Lost\\Season 1\\S01E01.mkv") == "Lost/Season 1/S01E01.mkv"


@pytest.mark.integration
@pytest.mark.parametrize("kind", ["subsonic"])
@pytest.mark.parametrize(
    ("code", "expected"),
    [(40, "credentials_refused"), (50, "credentials_refused"), (70, "not_found"), (30, "invalid_response")],
)
async def test_errors_of_subsonic_have_status_200(connection: Connection, code: int, expected: str) -> None:
    assert isinstance(connection.server, SubsonicServer)
    body = f'{{"subsonic-response": {{"status": "failed", "error": {{"code": {code}, "message": "no"}}}}}}'.encode()
    async with connection.adapter() as adapter:
        connection.server.faults = [Fault(body=body), Fault(headers={"Content-Type": "application/json"}, body=body)]
        with pytest.raises(SourceFailed) as failed:
            await adapter.check()
        with pytest.raises(SourceFailed) as refused:
            async with adapter.open("v1"):
                pass
    assert (failed.value.code, refused.value.code) == (expected, expected)


@pytest.mark.integration
@pytest.mark.parametrize("kind", ["plex"])
async def test_a_part_that_leads_elsewhere_is_not_requested(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(connection.server, PlexServer)
    body = b'{"MediaContainer": {"size": 1, "Metadata": [{"Media": [{"Part": [{"id": "p", "key": "/:/prefs"}]}]}]}}'
    connection.server.faults = [Fault(body=body)]
    async with connection.adapter() as adapter:
        with pytest.raises(SourceFailed) as failed:
            async with adapter.open("m1/p"):
                pass
    assert failed.value.code == "invalid_response"
    assert connection.server.requests == ["GET /library/metadata/m1"]
