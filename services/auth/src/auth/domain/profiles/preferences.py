"""Preferences of a user: language, region, time zone, spoilers and the scale of ratings."""

import re
from dataclasses import dataclass
from typing import Final, Literal

from auth.domain.errors import InvalidInput
from auth.domain.profiles.regions import REGIONS
from chassis.core.languages import TAG

SpoilerMode = Literal["off", "texts", "texts_and_images"]
RatingScale = Literal["stars5", "stars10", "percent", "half_stars"]

TIME_ZONE_CHARS: Final = 64
_LANGUAGE: Final = re.compile(TAG)
_TIME_ZONE: Final = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}")


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a user prefers; null means that the user has no preference."""

    language: str | None = None
    region: str | None = None
    time_zone: str | None = None
    spoiler_mode: SpoilerMode = "off"
    rating_scale: RatingScale = "percent"


def parse_language(text: str) -> str:
    """Return a language tag in its usual spelling (BCP 47: `pt-BR`, `zh-Hant`); raise InvalidInput."""
    if not _LANGUAGE.fullmatch(text):
        raise InvalidInput("language", "language_tag", "must be a language tag (BCP 47), such as en or pt-BR")
    language, *subtags = text.lower().split("-")
    return "-".join((language, *map(_usual, subtags)))


def _usual(subtag: str) -> str:
    """Return a subtag as it is usually written: a script as `Hant`, a region as `BR`, others in lower case."""
    if len(subtag) == 4 and subtag.isalpha():
        return subtag.title()
    return subtag.upper() if len(subtag) == 2 else subtag


def parse_region(text: str) -> str:
    """Return a country in upper case (ISO 3166-1 alpha-2); raise InvalidInput."""
    region = text.upper()
    if region not in REGIONS:
        raise InvalidInput("region", "country_code", "must be a country code of two letters (ISO 3166-1), such as DE")
    return region


def parse_time_zone(text: str) -> str:
    """Return the name of a time zone as typed; raise InvalidInput for a text that cannot be one."""
    if len(text) > TIME_ZONE_CHARS or not _TIME_ZONE.fullmatch(text):
        raise InvalidInput("timeZone", "time_zone", "must be the name of a time zone (IANA), such as Europe/Berlin")
    return text
