"""Rules of profiles and preferences, and what a change changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import available_timezones

import pytest

from auth.domain.accounts.account import Account
from auth.domain.errors import InvalidInput
from auth.domain.profiles.changes import PreferenceChanges, ProfileChanges
from auth.domain.profiles.preferences import Preferences, parse_language, parse_region, parse_time_zone
from auth.domain.profiles.profile import Privacy, Profile, parse_bio, parse_location, parse_website
from auth.domain.profiles.regions import REGIONS

pytestmark = pytest.mark.unit

ADA = Account(
    UUID(int=1),
    "ada@example.org",
    "ada_l",
    datetime(2026, 11, 21, tzinfo=UTC),
    profile=Profile(bio="Counts frames.", location="London", preferences=Preferences("en-GB", "GB", "Europe/London")),
)


@pytest.mark.parametrize(
    ("parse", "text", "parsed"),
    [
        (parse_bio, "  two\r\nlines ", "two\nlines"),
        (parse_bio, "e\u0301" * 200, "é" * 200),
        (parse_bio, " ", ""),
        (parse_location, "Zürich", "Zürich"),
        (parse_website, "https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        (parse_website, "HTTP://bücher.example:8080", "HTTP://bücher.example:8080"),
        (parse_website, "", ""),
        (parse_language, "PT-br", "pt-BR"),
        (parse_language, "zh-hant-TW", "zh-Hant-TW"),
        (parse_language, "es-419", "es-419"),
        (parse_region, "de", "DE"),
        (parse_time_zone, "America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        (parse_time_zone, "Etc/GMT+5", "Etc/GMT+5"),
    ],
)
def test_valid_texts(parse: Callable[[str], str], text: str, parsed: str) -> None:
    assert parse(text) == parsed


@pytest.mark.parametrize(
    ("parse", "text", "rule"),
    [
        (parse_bio, "x" * 201, "bio: must have at most 200 characters"),
        (parse_bio, "a\x1bb", "bio: must not contain control characters"),
        (parse_bio, "a\u202eb", "bio: must not contain marks that change the direction of text"),
        (parse_location, "x" * 101, "location: must have at most 100 characters"),
        (parse_location, "a\nb", "location: must not contain control characters"),
        (parse_website, "https://" + "x" * 248, "website: must have at most 255 characters"),
        (parse_region, "UK", r"region: must be a country code of two letters \(ISO 3166-1\), such as DE"),
        (parse_region, "xx", "region"),
        (parse_language, "english!", r"language: must be a language tag \(BCP 47\), such as en or pt-BR"),
        (parse_language, "", "language"),
        (
            parse_time_zone,
            "../etc/passwd",
            r"timeZone: must be the name of a time zone \(IANA\), such as Europe/Berlin",
        ),
        (parse_time_zone, "a" * 65, "timeZone"),
    ],
)
def test_invalid_texts(parse: Callable[[str], str], text: str, rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        *("javascript:alert(1)", "data:text/html,x", "ftp://example.org", "example.org", "//example.org"),
        *("https://", "https://user@example.org", "https://google.com@evil.example", "https://a b.example"),
        *("https://example.org:99999", "https://example.org:0", "https://[::1", "https://exa\u00a0mple.org"),
        *('https://example.org/"onmouseover=1', "https://example.org\\@evil.example", "https://example.org/<b>"),
    ],
)
def test_a_website_is_an_address_that_is_safe_to_follow(text: str) -> None:
    with pytest.raises(InvalidInput, match="website: must be an address that begins with http:// or https://"):
        parse_website(text)


def test_every_time_zone_of_the_database_has_a_possible_name() -> None:
    assert [zone for zone in available_timezones() if parse_time_zone(zone) != zone] == []


def test_the_countries_are_those_of_the_standard() -> None:
    assert len(REGIONS) == 249
    assert {"UA", "US", "DE", "GB"} <= REGIONS
    assert REGIONS.isdisjoint({"UK", "EU", "XX", "ZZ", "SU"})


def test_what_is_not_stated_stays_and_null_clears() -> None:
    assert ProfileChanges().apply(ADA) == ADA
    changed = ProfileChanges(bio=None, location="", website="https://example.org", show_ratings=False).apply(ADA)
    expected = replace(
        ADA.profile, bio=None, location=None, website="https://example.org", privacy=Privacy(show_ratings=False)
    )
    assert changed == replace(ADA, profile=expected)


def test_preferences_are_part_of_the_profile_and_have_defaults() -> None:
    changes = PreferenceChanges(language="de-de", region=None, spoiler_mode="texts", rating_scale="stars10")
    changed = changes.apply(ADA)
    assert changed.profile.preferences == Preferences("de-DE", None, "Europe/London", "texts", "stars10")
    restored = PreferenceChanges(time_zone=None, spoiler_mode=None, rating_scale=None).apply(changed)
    assert restored.profile.preferences == Preferences("de-DE")


def test_a_username_follows_the_rules_of_registration() -> None:
    assert ProfileChanges(username="Grace_1").apply(ADA).username == "Grace_1"
    with pytest.raises(InvalidInput, match="username"):
        ProfileChanges(username="a b").apply(ADA)
