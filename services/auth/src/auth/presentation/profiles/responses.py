"""Response bodies of profiles."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import Field

from auth.domain.accounts.account import Account, Role, highest
from auth.domain.profiles.preferences import Preferences, RatingScale, SpoilerMode
from auth.presentation.accounts.responses import PrivacyResponse
from chassis.http.schemas import ResponseModel

_AVATAR = "https://marquee.example/api/v1/users/avatars/7c9e6679-7425-40de-944b-e07fc1f90ae7/512.webp"


class OwnProfileResponse(ResponseModel):
    """The user's own profile as one flat object; null means not specified."""

    id: UUID = Field(description="Id of the user", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    email: str = Field(description="E-mail address", examples=["ada@example.org"])
    is_email_confirmed: bool = Field(
        description="Whether the user has proved to read the mail of the address", examples=[True]
    )
    username: str = Field(description="Username", examples=["ada_l"])
    avatar_url: str | None = Field(description="Address of the picture of the user, or null", examples=[_AVATAR])
    bio: str | None = Field(description="About the user, in their own words, or null", examples=["Counts frames."])
    location: str | None = Field(description="Where the user lives, in their own words, or null", examples=["London"])
    website: str | None = Field(description="Web site of the user, or null", examples=["https://example.org"])
    preferred_language: str | None = Field(
        description="Language of titles and texts (BCP 47), or null", examples=["en-GB"]
    )
    preferred_region: str | None = Field(
        description="Country of dates and offers (ISO 3166-1 alpha-2), or null", examples=["GB"]
    )
    is_profile_public: bool = Field(description="Whether others may see the profile", examples=[True])
    show_watch_history: bool = Field(description="Whether others may see what the user has watched", examples=[True])
    show_ratings: bool = Field(description="Whether others may see the ratings of the user", examples=[True])
    allow_followers: bool = Field(description="Whether others may follow the user", examples=[True])
    role: Role = Field(description="The highest role of the user", examples=["user"])
    created_at: datetime = Field(description="When the account was registered", examples=["2026-11-21T12:00:00Z"])
    updated_at: datetime = Field(
        description="When the profile or the roles last changed, else `createdAt`", examples=["2026-11-21T12:00:00Z"]
    )
    version: int = Field(
        description="Increases with every change. Send it, in quotes, as `If-Match` of a change", examples=[2]
    )

    @classmethod
    def of(cls, account: Account, avatar_url: str | None) -> Self:
        """Return the response for an account."""
        profile, privacy = account.profile, account.profile.privacy
        return cls(
            id=account.id,
            email=account.email,
            is_email_confirmed=account.email_confirmed_at is not None,
            username=account.username,
            avatar_url=avatar_url,
            bio=profile.bio,
            location=profile.location,
            website=profile.website,
            preferred_language=profile.preferences.language,
            preferred_region=profile.preferences.region,
            is_profile_public=privacy.is_profile_public,
            show_watch_history=privacy.show_watch_history,
            show_ratings=privacy.show_ratings,
            allow_followers=privacy.allow_followers,
            role=highest(account.roles),
            created_at=account.created_at,
            updated_at=account.updated_at or account.created_at,
            version=account.version,
        )


class UploadResponse(ResponseModel):
    """Where and how the file is uploaded, within five minutes."""

    upload_url: str = Field(
        description="Address in the object storage that accepts the file, with nothing of ours in between",
        examples=["https://storage.example/marquee"],
    )
    method: Literal["POST", "PUT"] = Field(
        description="`POST`: a form (`multipart/form-data`) with `fields` and then the file as `file`; `PUT`: the file"
        " as the body, with `fields` as headers",
        examples=["POST"],
    )
    fields: dict[str, str] = Field(
        description="What goes with the file, unchanged; the storage rejects any other type, length or key",
        examples=[{"key": "uploads/avatars/7c9e6679-7425-40de-944b-e07fc1f90ae7", "Content-Type": "image/png"}],
    )
    public_url: str = Field(
        description="Address of the picture once it was confirmed by `POST /api/v1/users/me/avatar`", examples=[_AVATAR]
    )
    key: str = Field(
        description="Names the upload when it is confirmed",
        examples=["uploads/avatars/7c9e6679-7425-40de-944b-e07fc1f90ae7"],
    )
    expires_in_seconds: int = Field(description="How long the storage accepts the file", examples=[300])
    largest_bytes: int = Field(description="The largest size that is accepted", examples=[5242880])


class PublicProfileResponse(ResponseModel):
    """The profile of a user, as others see it; null means not specified."""

    id: UUID = Field(description="Id of the user", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    username: str = Field(description="Username as its owner writes it", examples=["ada_l"])
    avatar_url: str | None = Field(description="Address of the picture of the user, or null", examples=[_AVATAR])
    bio: str | None = Field(description="About the user, in their own words, or null", examples=["Counts frames."])
    location: str | None = Field(description="Where the user lives, in their own words, or null", examples=["London"])
    website: str | None = Field(description="Web site of the user, or null", examples=["https://example.org"])
    created_at: datetime = Field(description="When the account was registered", examples=["2026-11-21T12:00:00Z"])
    privacy: PrivacyResponse = Field(description="Which parts of the profile others may see")

    @classmethod
    def of(cls, account: Account, avatar_url: str | None) -> Self:
        """Return the response for an account."""
        profile = account.profile
        return cls(
            id=account.id,
            username=account.username,
            avatar_url=avatar_url,
            bio=profile.bio,
            location=profile.location,
            website=profile.website,
            created_at=account.created_at,
            privacy=PrivacyResponse.of(profile.privacy),
        )


class UserNameResponse(ResponseModel):
    """How a user is named and shown in lists."""

    id: UUID = Field(description="Id of the user", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    username: str = Field(description="Username as its owner writes it", examples=["ada_l"])
    avatar_url: str | None = Field(description="Address of the picture of the user, or null", examples=[_AVATAR])

    @classmethod
    def of(cls, account: Account, avatar_url: str | None) -> Self:
        """Return the response for an account."""
        return cls(id=account.id, username=account.username, avatar_url=avatar_url)


class PreferencesResponse(ResponseModel):
    """What the user prefers; null means no preference."""

    language: str | None = Field(description="Language of titles and texts (BCP 47), or null", examples=["de-DE"])
    region: str | None = Field(description="Country of dates and offers (ISO 3166-1 alpha-2), or null", examples=["DE"])
    time_zone: str | None = Field(
        description="Time zone of days and reminders (IANA), or null", examples=["Europe/Berlin"]
    )
    spoiler_mode: SpoilerMode = Field(
        description="What is hidden of episodes that the user has not watched: `off` nothing, `texts` their names and"
        " descriptions, `texts_and_images` also their pictures",
        examples=["texts"],
    )
    rating_scale: RatingScale = Field(
        description="How ratings are shown and entered: `stars5`, `half_stars`, `stars10` or `percent`",
        examples=["half_stars"],
    )

    @classmethod
    def of(cls, preferences: Preferences) -> Self:
        """Return the response for preferences."""
        return cls(
            language=preferences.language,
            region=preferences.region,
            time_zone=preferences.time_zone,
            spoiler_mode=preferences.spoiler_mode,
            rating_scale=preferences.rating_scale,
        )
