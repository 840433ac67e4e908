"""Who looks at a page, and how: language, region, time zone, theme and spoilers, from cookies or from the browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from chassis.core.languages import preferred_languages
from web.domain.cookies import set_cookie
from web.domain.tokens import TokenFacts
from web.presentation.rendering.texts import LANGUAGES

LANGUAGE_COOKIE: Final = "__Host-marquee-language"
REGION_COOKIE: Final = "__Host-marquee-region"
ZONE_COOKIE: Final = "__Host-marquee-zone"
THEME_COOKIE: Final = "__Host-marquee-theme"
SPOILERS_COOKIE: Final = "__Host-marquee-spoilers"
SCALE_COOKIE: Final = "__Host-marquee-scale"
"""Copies of what an account stores, so that a page needs no call to know it; set at every sign-in and change."""
CURRENCY_COOKIE: Final = "__Host-marquee-currency"
DIRECTION_COOKIE: Final = "__Host-marquee-direction"
YEAR_SECONDS: Final = 31_536_000

THEMES: Final = ("system", "dark", "light")
SPOILER_MODES: Final = ("off", "texts", "texts_and_images")
SCALES: Final = ("stars5", "half_stars", "stars10", "percent")
_COUNTRY_LENGTH: Final = 2


@dataclass(frozen=True, slots=True)
class Viewer:
    """The visitor of a page."""

    language: str
    region: str
    zone: ZoneInfo
    theme: str
    spoilers: str
    scale: str
    direction: str
    facts: TokenFacts | None
    """What the access token says; null for a visitor without an account."""

    @property
    def is_signed_in(self) -> bool:
        """Return whether there is a session."""
        return self.facts is not None

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles of the account."""
        return self.facts.roles if self.facts else frozenset()

    @property
    def is_operator(self) -> bool:
        """Return whether the pages of operators and editors are shown."""
        return self.facts is not None and self.facts.is_operator

    @property
    def is_admin(self) -> bool:
        """Return whether what only administrators may do is shown."""
        return self.facts is not None and self.facts.is_admin

    @property
    def is_finance(self) -> bool:
        """Return whether the pages of finance are shown."""
        return self.facts is not None and self.facts.is_finance


def viewer_of(
    cookies: Mapping[str, str], accept_language: str | None, facts: TokenFacts | None, default_region: str
) -> Viewer:
    """Return the visitor of a request. A value that is not one of those allowed counts as none."""
    preferred = preferred_languages(accept_language)
    zone = cookies.get(ZONE_COOKIE, "")
    return Viewer(
        language=_one_of(cookies.get(LANGUAGE_COOKIE), LANGUAGES) or _language(preferred),
        region=_region(cookies.get(REGION_COOKIE), preferred) or default_region,
        zone=ZoneInfo(zone if zone in _zones() else "UTC"),
        theme=_one_of(cookies.get(THEME_COOKIE), THEMES) or "system",
        spoilers=_one_of(cookies.get(SPOILERS_COOKIE), SPOILER_MODES) or "off",
        scale=_one_of(cookies.get(SCALE_COOKIE), SCALES) or "stars10",
        direction="rtl" if cookies.get(DIRECTION_COOKIE) == "rtl" else "ltr",
        facts=facts,
    )


def preference_cookie(name: str, value: str) -> str:
    """Return the header that keeps a preference for a year; an empty value removes it. Scripts may read it."""
    return set_cookie(name, value, YEAR_SECONDS if value else 0, scripts=True)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _one_of(value: str | None, allowed: tuple[str, ...]) -> str | None:
    return value if value in allowed else None


def _language(preferred: tuple[str, ...]) -> str:
    tags = (tag.partition("-")[0].lower() for tag in preferred)
    return next((tag for tag in tags if tag in LANGUAGES), LANGUAGES[0])


def _region(chosen: str | None, preferred: tuple[str, ...]) -> str | None:
    if chosen and len(chosen) == _COUNTRY_LENGTH and chosen.isascii() and chosen.isalpha():
        return chosen.upper()
    subtags = (part for tag in preferred for part in tag.split("-")[1:])
    return next((part.upper() for part in subtags if len(part) == _COUNTRY_LENGTH and part.isalpha()), None)
