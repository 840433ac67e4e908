"""The radio stations of users."""

from uuid import UUID, uuid4

import pytest
from services.music.tests.integration.radio.conftest import HARBOUR, BuildRadio, Radio

from music.application.radio import stations as radio_stations
from provider_simulator.radio.stations import STATIONS

MINE = "/api/v1/music/me/radio/stations"


async def test_a_station_of_the_directory_is_added_once_and_removed(radio: Radio) -> None:
    added = await radio.client.put(f"{MINE}/{HARBOUR}", headers=radio.headers)
    assert added.status_code == 200, added.text
    assert added.json()["data"]["name"] == "Harbour Jazz"
    again = await radio.client.put(f"{MINE}/{HARBOUR}", headers=radio.headers)
    assert again.json() == added.json()
    listed = (await radio.get("/me/radio/stations")).json()
    assert (listed["data"], listed["meta"]["total"]) == ([added.json()["data"]], 1)
    searched = (await radio.get("/radio/stations", tag="jazz", order="name")).json()["data"]
    assert [station["isFavourite"] for station in searched] == [True, False]
    assert (await radio.get(f"/radio/stations/{HARBOUR}")).json()["data"]["isFavourite"] is True
    for _ in range(2):
        assert (await radio.client.delete(f"{MINE}/{HARBOUR}", headers=radio.headers)).status_code == 204
    assert (await radio.get("/me/radio/stations")).json()["data"] == []


async def test_a_station_of_a_user_is_the_same_by_its_address(radio: Radio) -> None:
    body = {"name": "First", "url": "https://radio.example.org/a", "homepage": "https://radio.example.org"}
    first = (await radio.client.post(MINE, json=body, headers=radio.headers)).json()["data"]
    renamed = (await radio.client.post(MINE, json={**body, "name": "Second"}, headers=radio.headers)).json()["data"]
    assert (first["id"], first["source"], first["bitRate"]) == (renamed["id"], "custom", None)
    assert [one["name"] for one in (await radio.get("/me/radio/stations")).json()["data"]] == ["Second"]


async def test_no_other_user_has_the_stations_of_a_user(radio: Radio) -> None:
    body = {"name": "Mine", "url": "https://radio.example.org/a"}
    mine = (await radio.client.post(MINE, json=body, headers=radio.headers)).json()["data"]
    other = radio.tokens.bearer(uuid4())
    assert (await radio.client.get(MINE, headers=other)).json()["data"] == []
    for path in ("", "/stream", "/events"):
        hidden = await radio.client.get(f"/api/v1/music/radio/stations/{mine['id']}{path}", headers=other)
        assert (hidden.status_code, hidden.json()["error"]["code"]) == (404, "RADIO_STATION_NOT_FOUND"), path
    await radio.client.delete(f"{MINE}/{mine['id']}", headers=other)
    assert len((await radio.get("/me/radio/stations")).json()["data"]) == 1
    assert (await radio.client.post(MINE, json=body, headers=other)).json()["data"]["id"] != mine["id"]


async def test_stations_are_listed_by_name_and_read_further_by_a_cursor(radio: Radio) -> None:
    for station in STATIONS[:5]:
        assert (await radio.client.put(f"{MINE}/{station.id}", headers=radio.headers)).status_code == 200
    first = (await radio.get("/me/radio/stations", limit=3)).json()
    rest = (await radio.get("/me/radio/stations", limit=3, cursor=first["meta"]["nextCursor"])).json()
    names = [station["name"] for station in first["data"] + rest["data"]]
    assert names == ["Дніпро Рок", "Harbour Jazz", "Indie Shore", "Morning News", "Night Swing"]
    assert (first["meta"]["hasMore"], rest["meta"]["hasMore"]) == (True, False)
    assert (await radio.get("/me/radio/stations", cursor="x")).status_code == 400


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"url": "http://127.0.0.1/a"}, "url", "private_address"),
        ({"url": "http://169.254.169.254/latest"}, "url", "private_address"),
        ({"url": "https://[::1]/a"}, "url", "private_address"),
        ({"url": "http://[::ffff:10.0.0.1]/"}, "url", "private_address"),
        ({"url": "ftp://radio.example.org/a"}, "url", "url_scheme"),
        ({"url": "file:///etc/passwd"}, "url", "url_scheme"),
        ({"url": "https://user:secret@radio.example.org/"}, "url", "url_parts"),
        ({"url": "https://radio.example.org/\x00"}, "url", "unstorable"),
        ({"url": "https://radio.example.org/ä"}, "url", "url_characters"),
        ({"url": "https://radio.example.org:99999/"}, "url", "url_parsing"),
        ({"url": "x" * 3000}, "url", "string_too_long"),
        ({"homepage": "javascript:alert(1)"}, "homepage", "url_scheme"),
        ({"name": " "}, "name", "string_too_short"),
        ({"name": "x" * 201}, "name", "string_too_long"),
        ({"codec": "MP3"}, "codec", "extra_forbidden"),
    ],
)
async def test_an_address_that_may_not_be_called_is_refused(
    build_radio: BuildRadio, change: dict[str, str], field: str, rule: str
) -> None:
    radio = await build_radio(egress_networks=())
    body = {"name": "Test", "url": "https://radio.example.org/a", **change}
    refused = await radio.client.post(MINE, json=body, headers=radio.headers)
    assert refused.status_code == 400
    [problem] = refused.json()["error"]["details"]["errors"]
    assert (problem["field"], problem["rule"]) == (field, rule)


async def test_hosts_that_the_installation_does_not_permit_are_refused(build_radio: BuildRadio) -> None:
    radio = await build_radio(egress_hosts=("*.example.org",))
    for url, status in (("https://a.example.org/", 201), ("https://example.com/", 400)):
        body = {"name": "Test", "url": url}
        assert (await radio.client.post(MINE, json=body, headers=radio.headers)).status_code == status


async def test_a_user_has_a_bounded_number(radio: Radio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(radio_stations, "MOST_FAVOURITES", 1)
    body = {"name": "Test", "url": "https://radio.example.org/a"}
    assert (await radio.client.post(MINE, json=body, headers=radio.headers)).status_code == 201
    full = await radio.client.put(f"{MINE}/{HARBOUR}", headers=radio.headers)
    assert (full.status_code, full.json()["error"]["code"]) == (409, "TOO_MANY_RADIO_STATIONS")
    assert (await radio.client.post(MINE, json=body, headers=radio.headers)).status_code == 201


async def test_an_unknown_station_is_not_added(radio: Radio) -> None:
    refused = await radio.client.put(f"{MINE}/{uuid4()}", headers=radio.headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "RADIO_STATION_NOT_FOUND")
    assert (await radio.client.put(f"{MINE}/x", headers=radio.headers)).status_code == 400


async def test_the_stations_of_a_deleted_user_are_deleted(radio: Radio) -> None:
    assert (await radio.client.put(f"{MINE}/{HARBOUR}", headers=radio.headers)).status_code == 200
    other = UUID(int=2)
    assert (await radio.client.put(f"{MINE}/{HARBOUR}", headers=radio.tokens.bearer(other))).status_code == 200
    async with radio.container.units.begin() as work:
        await work.radio.erase({radio.user})
    async with radio.container.units.read() as work:
        assert (await work.radio.count(radio.user), await work.radio.count(other)) == (0, 1)
