"""Response bodies of accounts."""

from datetime import datetime
from typing import Final, Self
from uuid import UUID

from pydantic import Field, JsonValue

from auth.application.accounts.deletion import Export
from auth.application.accounts.ports import OwnAccount
from auth.domain.accounts.account import Role, highest
from auth.domain.library.stats import LibraryStats
from auth.domain.profiles.profile import Privacy, Profile
from chassis.http.schemas import ResponseModel


class PrivacyResponse(ResponseModel):
    """Which parts of a profile other users may see."""

    is_profile_public: bool = Field(description="Whether others may see the profile", examples=[True])
    show_watch_history: bool = Field(description="Whether others may see what the user has watched", examples=[True])
    show_ratings: bool = Field(description="Whether others may see the ratings of the user", examples=[True])
    allow_followers: bool = Field(description="Whether others may follow the user", examples=[True])

    @classmethod
    def of(cls, privacy: Privacy) -> Self:
        """Return the response for privacy settings."""
        return cls(
            is_profile_public=privacy.is_profile_public,
            show_watch_history=privacy.show_watch_history,
            show_ratings=privacy.show_ratings,
            allow_followers=privacy.allow_followers,
        )


class ProfileResponse(ResponseModel):
    """Optional information about a user; null means not specified."""

    bio: str | None = Field(description="About the user, in their own words, or null", examples=["Counts frames."])
    location: str | None = Field(description="Where the user lives, in their own words, or null", examples=["London"])
    website: str | None = Field(description="Web site of the user, or null", examples=["https://example.org"])
    preferred_language: str | None = Field(
        description="Language of titles and texts (BCP 47), or null", examples=["en-US"]
    )
    preferred_region: str | None = Field(
        description="Country of dates and offers (ISO 3166-1), or null", examples=["US"]
    )
    privacy: PrivacyResponse = Field(description="Which parts of the profile other users may see")

    @classmethod
    def of(cls, profile: Profile) -> Self:
        """Return the response for a profile."""
        return cls(
            bio=profile.bio,
            location=profile.location,
            website=profile.website,
            preferred_language=profile.preferences.language,
            preferred_region=profile.preferences.region,
            privacy=PrivacyResponse.of(profile.privacy),
        )


class StatsResponse(ResponseModel):
    """How many titles the user has rated and plans to watch, as of the last events of the library."""

    movies_rated: int = Field(description="How many movies the user has rated", examples=[42])
    shows_rated: int = Field(description="How many shows the user has rated", examples=[7])
    watchlist_count: int = Field(description="How many titles the user plans to watch", examples=[12])

    @classmethod
    def of(cls, stats: LibraryStats) -> Self:
        """Return the response for counts."""
        return cls(
            movies_rated=stats.movies_rated, shows_rated=stats.shows_rated, watchlist_count=stats.watchlist_count
        )


class AccountResponse(ResponseModel):
    """The user's own account."""

    id: UUID = Field(description="Id of the user", examples=["0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19"])
    email: str = Field(description="E-mail address", examples=["ada@example.org"])
    is_email_confirmed: bool = Field(
        description="Whether the user has proved to read the mail of the address", examples=[True]
    )
    username: str = Field(description="Username", examples=["ada_l"])
    avatar_url: str | None = Field(
        description="URL of the picture of the user, or null", examples=["https://example.org/ada.webp"]
    )
    role: Role = Field(
        description="The highest of `roles`: `user`, `viewer`, `finance`, `editor` or `admin`", examples=["user"]
    )
    roles: list[Role] = Field(
        description="`user` uses the system, `editor` also edits the catalog, `viewer` also reads what editors and"
        " administrators see, `finance` is for billing, `admin` may do everything",
        examples=[["user"]],
    )
    created_at: datetime = Field(description="When the account was registered", examples=["2026-11-21T12:00:00Z"])
    profile: ProfileResponse = Field(description="Optional information about the user")
    stats: StatsResponse = Field(description="Counts of the library of the user")

    @classmethod
    def of(cls, own: OwnAccount, avatar_url: str | None) -> Self:
        """Return the response for an account."""
        account = own.account
        return cls(
            id=account.id,
            email=account.email,
            is_email_confirmed=account.email_confirmed_at is not None,
            username=account.username,
            avatar_url=avatar_url,
            role=highest(account.roles),
            roles=list(account.roles),
            created_at=account.created_at,
            profile=ProfileResponse.of(account.profile),
            stats=StatsResponse.of(own.stats),
        )


class CodeSentResponse(ResponseModel):
    """A code is on its way, if there is an account to send it to."""

    expires_in_seconds: int = Field(description="How long a code is valid, in seconds", examples=[1800])


class ExportLinkResponse(ResponseModel):
    """Where another service returns what it stores of the user."""

    service: str = Field(description="Name of the service", examples=["library"])
    path: str = Field(description="Path of the operation, to be read with a token", examples=["/api/v1/me/export"])
    description: str = Field(description="What it returns", examples=["States, ratings, progress and notes"])


class ExportResponse(ResponseModel):
    """Everything that auth stores of a user, without secrets, and where the rest is."""

    exported_at: datetime = Field(description="When it was read", examples=["2026-11-29T07:00:00Z"])
    tables: dict[str, list[dict[str, JsonValue]]] = Field(
        description="The rows of each table that refer to the user; hashes, digests and encrypted values are left out",
        examples=[{"accounts": [{"id": "0199a2f3-44c8-7a06-b1f2-6d5e4c3b2a19", "email": "ada@example.org"}]}],
    )
    links: list[ExportLinkResponse] = Field(description="Operations of other services with data of the user")

    @classmethod
    def of(cls, export: Export) -> Self:
        """Return the response for an export."""
        tables = {name: [dict(row) for row in rows] for name, rows in export.tables.items()}
        return cls(exported_at=export.exported_at, tables=tables, links=[ExportLinkResponse(**link) for link in LINKS])


LINKS: Final = (
    {"service": "library", "path": "/api/v1/me/export", "description": "Plays, states, ratings, lists, subscriptions"},
    {
        "service": "music",
        "path": "/api/v1/music/me/export",
        "description": "Playlists, favourites, ratings and plays of music, where the installation has it",
    },
    {"service": "catalog", "path": "/api/v1/catalog/my/services", "description": "Subscribed services"},
    {"service": "catalog", "path": "/api/v1/catalog/calendar/feed", "description": "Whether a calendar feed exists"},
)
