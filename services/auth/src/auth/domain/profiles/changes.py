"""Changes of a profile and of preferences: what is not stated stays, null clears."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, Literal, TypeVar

from auth.domain.accounts.account import Account, parse_new_username
from auth.domain.profiles.preferences import (
    Preferences,
    RatingScale,
    SpoilerMode,
    parse_language,
    parse_region,
    parse_time_zone,
)
from auth.domain.profiles.profile import Privacy, parse_bio, parse_location, parse_website

T = TypeVar("T")


class Unset(Enum):
    """The value of a field that a change does not state."""

    UNSET = "unset"


UNSET: Final[Literal[Unset.UNSET]] = Unset.UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferenceChanges:
    """New preferences; null for one that has a default restores the default."""

    language: str | Unset | None = UNSET
    region: str | Unset | None = UNSET
    time_zone: str | Unset | None = UNSET
    spoiler_mode: SpoilerMode | Unset | None = UNSET
    rating_scale: RatingScale | Unset | None = UNSET

    def apply(self, account: Account) -> Account:
        """Return the account with its new preferences; raise InvalidInput."""
        before, default = account.profile.preferences, Preferences()
        preferences = Preferences(
            language=_parsed(self.language, before.language, parse_language),
            region=_parsed(self.region, before.region, parse_region),
            time_zone=_parsed(self.time_zone, before.time_zone, parse_time_zone),
            spoiler_mode=_restored(self.spoiler_mode, before.spoiler_mode, default.spoiler_mode),
            rating_scale=_restored(self.rating_scale, before.rating_scale, default.rating_scale),
        )
        return replace(account, profile=replace(account.profile, preferences=preferences))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanges:
    """New values of a profile."""

    username: str | Unset = UNSET
    bio: str | Unset | None = UNSET
    location: str | Unset | None = UNSET
    website: str | Unset | None = UNSET
    is_profile_public: bool | Unset = UNSET
    show_watch_history: bool | Unset = UNSET
    show_ratings: bool | Unset = UNSET
    allow_followers: bool | Unset = UNSET
    preferences: PreferenceChanges = PreferenceChanges()

    def apply(self, account: Account) -> Account:
        """Return the changed account; raise InvalidInput."""
        before = account.profile
        privacy = Privacy(
            is_profile_public=_chosen(self.is_profile_public, before.privacy.is_profile_public),
            show_watch_history=_chosen(self.show_watch_history, before.privacy.show_watch_history),
            show_ratings=_chosen(self.show_ratings, before.privacy.show_ratings),
            allow_followers=_chosen(self.allow_followers, before.privacy.allow_followers),
        )
        profile = replace(
            before,
            bio=_parsed(self.bio, before.bio, parse_bio),
            location=_parsed(self.location, before.location, parse_location),
            website=_parsed(self.website, before.website, parse_website),
            privacy=privacy,
        )
        username = _chosen(self.username, account.username)
        if username != account.username:
            username = parse_new_username(username)
        return self.preferences.apply(replace(account, username=username, profile=profile))


def _chosen(new: T | Unset, before: T) -> T:
    return before if isinstance(new, Unset) else new


def _restored(new: T | Unset | None, before: T, default: T) -> T:
    if isinstance(new, Unset):
        return before
    return default if new is None else new


def _parsed(new: str | Unset | None, before: str | None, parse: Callable[[str], str]) -> str | None:
    """Return a parsed text, null for an empty one, or the one before."""
    if isinstance(new, Unset):
        return before
    return None if new is None else parse(new) or None
