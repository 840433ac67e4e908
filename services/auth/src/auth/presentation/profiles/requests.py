"""Bodies and parameters of profiles."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from auth.domain.accounts.account import USERNAME_PATTERN, parse_username
from auth.domain.profiles.changes import UNSET, PreferenceChanges, ProfileChanges
from auth.domain.profiles.pictures import LARGEST_BYTES, PictureType
from auth.domain.profiles.preferences import (
    TIME_ZONE_CHARS,
    RatingScale,
    SpoilerMode,
    parse_language,
    parse_region,
    parse_time_zone,
)
from auth.domain.profiles.profile import (
    BIO_CHARS,
    LOCATION_CHARS,
    WEBSITE_CHARS,
    parse_bio,
    parse_location,
    parse_website,
)
from auth.presentation.fields import checked_by
from chassis.http.schemas import Parameters, RequestModel
from chassis.http.validation.id_lists import id_list, read_ids
from chassis.http.validation.time_zones import zones

MOST_USERS: Final = 100
TEXT_CHARS = 2048
"""Largest length of a text before surrounding spaces are removed."""


def _absent() -> None:
    """Return the value of a field that is not stated; the document shows no default, because there is none."""


def _known_time_zone(name: str) -> str:
    if name not in zones():
        raise PydanticCustomError("time_zone", "must be the name of a time zone (IANA), such as Europe/Berlin")
    return name


Language = Annotated[str, checked_by(parse_language)]
Region = Annotated[str, checked_by(parse_region)]
TimeZone = Annotated[
    str, Field(max_length=TIME_ZONE_CHARS), checked_by(parse_time_zone), AfterValidator(_known_time_zone)
]


class UploadRequest(RequestModel):
    """The start of an upload."""

    content_type: PictureType = Field(
        description="Type of the picture: `image/jpeg`, `image/png` or `image/webp`", examples=["image/png"]
    )
    size: int | None = Field(
        default=None,
        ge=1,
        le=LARGEST_BYTES,
        description=f"Size of the file in bytes, at most {LARGEST_BYTES}: with it the upload is a `PUT`, without it or"
        " with null a form",
        examples=[48213],
    )


class AvatarRequest(RequestModel):
    """The upload that becomes the picture."""

    key: str = Field(
        max_length=100,
        description="The `key` of the upload",
        examples=["uploads/avatars/7c9e6679-7425-40de-944b-e07fc1f90ae7"],
    )


class PreferencesRequest(RequestModel):
    """A change of preferences: a field that is omitted stays, null clears it or restores its default."""

    language: Language | None = Field(
        default_factory=_absent, description="Language of titles and texts (BCP 47), or null", examples=["de-DE"]
    )
    region: Region | None = Field(
        default_factory=_absent,
        description="Country of dates and offers (ISO 3166-1 alpha-2), or null",
        examples=["DE"],
    )
    time_zone: TimeZone | None = Field(
        default_factory=_absent,
        description="Time zone of days and reminders (IANA), or null; at most 64 characters",
        examples=["Europe/Berlin"],
    )
    spoiler_mode: SpoilerMode | None = Field(
        default_factory=_absent,
        description="What is hidden of episodes that the user has not watched: `off` nothing, `texts` their names and"
        " descriptions, `texts_and_images` also their pictures; null: `off`",
        examples=["texts"],
    )
    rating_scale: RatingScale | None = Field(
        default_factory=_absent,
        description="How ratings are shown and entered: `stars5`, `half_stars` (five stars with halves), `stars10` or"
        " `percent`; null: `percent`. Stored ratings are 0 to 100 in any case",
        examples=["half_stars"],
    )

    def changes(self) -> PreferenceChanges:
        """Return the changes."""
        return PreferenceChanges(
            language=self.language if "language" in self.model_fields_set else UNSET,
            region=self.region if "region" in self.model_fields_set else UNSET,
            time_zone=self.time_zone if "time_zone" in self.model_fields_set else UNSET,
            spoiler_mode=self.spoiler_mode if "spoiler_mode" in self.model_fields_set else UNSET,
            rating_scale=self.rating_scale if "rating_scale" in self.model_fields_set else UNSET,
        )


class ProfileRequest(RequestModel):
    """A change of the profile: a field that is omitted stays, null clears it."""

    username: Annotated[str, checked_by(parse_username)] = Field(
        default_factory=str,
        description="3 to 30 letters, digits or underscores, unique in any letter case",
        examples=["ada_l"],
        json_schema_extra={"minLength": 3, "maxLength": 30, "pattern": USERNAME_PATTERN},
    )
    bio: Annotated[str, Field(max_length=TEXT_CHARS), checked_by(parse_bio)] | None = Field(
        default_factory=_absent,
        description=f"About the user, at most {BIO_CHARS} characters, or null",
        examples=["Counts frames."],
        json_schema_extra={"maxLength": BIO_CHARS},
    )
    location: Annotated[str, Field(max_length=TEXT_CHARS), checked_by(parse_location)] | None = Field(
        default_factory=_absent,
        description=f"Where the user lives, at most {LOCATION_CHARS} characters, or null",
        examples=["London"],
        json_schema_extra={"maxLength": LOCATION_CHARS},
    )
    website: Annotated[str, Field(max_length=TEXT_CHARS), checked_by(parse_website)] | None = Field(
        default_factory=_absent,
        description=f"Web site, an http or https address of at most {WEBSITE_CHARS} characters, or null",
        examples=["https://example.org"],
        json_schema_extra={"maxLength": WEBSITE_CHARS},
    )
    avatar_url: str | None = Field(
        default_factory=_absent,
        max_length=TEXT_CHARS,
        description="The `publicUrl` of an upload that was sent to the storage, which makes it the picture as `POST"
        " /api/v1/users/me/avatar` does; null removes the picture",
        examples=[None],
    )
    preferred_language: Language | None = Field(
        default_factory=_absent, description="Language of titles and texts (BCP 47), or null", examples=["en-GB"]
    )
    preferred_region: Region | None = Field(
        default_factory=_absent,
        description="Country of dates and offers (ISO 3166-1 alpha-2), or null",
        examples=["GB"],
    )
    is_profile_public: bool = Field(
        default_factory=bool, description="Whether others may see the profile", examples=[True]
    )
    show_watch_history: bool = Field(
        default_factory=bool, description="Whether others may see what the user has watched", examples=[True]
    )
    show_ratings: bool = Field(
        default_factory=bool, description="Whether others may see the ratings of the user", examples=[True]
    )
    allow_followers: bool = Field(
        default_factory=bool, description="Whether others may follow the user", examples=[True]
    )

    def changes(self) -> ProfileChanges:
        """Return the changes."""
        stated = self.model_fields_set
        return ProfileChanges(
            username=self.username if "username" in stated else UNSET,
            bio=self.bio if "bio" in stated else UNSET,
            location=self.location if "location" in stated else UNSET,
            website=self.website if "website" in stated else UNSET,
            is_profile_public=self.is_profile_public if "is_profile_public" in stated else UNSET,
            show_watch_history=self.show_watch_history if "show_watch_history" in stated else UNSET,
            show_ratings=self.show_ratings if "show_ratings" in stated else UNSET,
            allow_followers=self.allow_followers if "allow_followers" in stated else UNSET,
            preferences=PreferenceChanges(
                language=self.preferred_language if "preferred_language" in stated else UNSET,
                region=self.preferred_region if "preferred_region" in stated else UNSET,
            ),
        )


class UserIdsParams(Parameters):
    """The users whose names are read."""

    ids: str = id_list(MOST_USERS, "users")

    def account_ids(self) -> list[UUID]:
        """Return the ids, each once."""
        return read_ids(self.ids)
