"""Locations of addresses from a file."""

import logging
import os
from pathlib import Path
from random import Random

import pytest

from chassis.storage.locations.file import BadLocationFile, LocationFile, Place
from chassis.testing.locations.files import location_file

pytestmark = pytest.mark.unit

KYIV = {"country": {"iso_code": "UA"}, "city": {"names": {"en": "Kyiv", "uk": "Київ"}}}
NETWORKS = {
    "203.0.113.0/24": KYIV,
    "198.51.100.0/24": {"country": {"iso_code": "PL"}},
    "192.0.2.0/24": {"continent": {"code": "EU"}},
    "2001:db8::/32": {"country": {"iso_code": "DE"}, "city": {"names": {"de": "Köln"}}},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "locations.mmdb"
    path.write_bytes(location_file(NETWORKS))
    return path


@pytest.mark.parametrize(
    ("address", "location"),
    [
        ("203.0.113.77", Place("UA", "Kyiv")),
        ("::ffff:203.0.113.77", Place("UA", "Kyiv")),
        ("198.51.100.1", Place("PL")),
        ("2001:db8::1", Place("DE")),
        ("192.0.2.1", None),
        ("8.8.8.8", None),
        ("2001:db9::1", None),
        ("", None),
        ("unknown", None),
        ("203.0.113.77\0", None),
    ],
)
def test_addresses_have_the_location_of_their_network(path: Path, address: str, location: Place | None) -> None:
    assert LocationFile(path).of(address) == location


def test_changed_file_is_read_again(path: Path, tmp_path: Path) -> None:
    locations = LocationFile(path)
    assert locations.of("203.0.113.1") == Place("UA", "Kyiv")

    new = tmp_path / "new"
    new.write_bytes(location_file({"203.0.113.0/24": {"country": {"iso_code": "PL"}}}))
    new.replace(path)

    assert locations.of("203.0.113.1") == Place("PL")


def test_file_that_becomes_unreadable_leaves_the_locations(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    locations = LocationFile(path)
    content = path.read_bytes()
    with caplog.at_level(logging.WARNING):
        path.unlink()
        assert [locations.of("203.0.113.1") for _ in range(3)] == [Place("UA", "Kyiv")] * 3
    assert len(caplog.records) == 1

    path.write_bytes(content.replace(b"Kyiv", b"Lviv"))
    assert locations.of("203.0.113.1") == Place("UA", "Lviv")


@pytest.mark.parametrize("content", [b"", b"not a database", location_file(NETWORKS)[:-40]])
def test_file_of_another_format_is_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(BadLocationFile, match=r"locations\.mmdb is no file in MaxMind's format"):
        LocationFile(path)


def test_missing_file_and_database_without_locations_are_refused(path: Path, tmp_path: Path) -> None:
    with pytest.raises(BadLocationFile, match=f"missing cannot be read: {os.strerror(2)}"):
        LocationFile(tmp_path / "missing")
    path.write_bytes(location_file(NETWORKS, kind="GeoLite2-ASN"))
    with pytest.raises(BadLocationFile, match="has no countries or cities: its type is GeoLite2-ASN"):
        LocationFile(path)


def test_damaged_file_is_refused_or_has_no_location_and_fails_no_request(path: Path) -> None:
    content, chance = path.read_bytes(), Random(1)
    for _ in range(300):
        damaged = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path.write_bytes(damaged)
        try:
            locations = LocationFile(path)
        except BadLocationFile:
            continue
        for address in ("203.0.113.77", "198.51.100.1", "2001:db8::1"):
            location = locations.of(address)
            assert location is None or isinstance(location.country, str)
