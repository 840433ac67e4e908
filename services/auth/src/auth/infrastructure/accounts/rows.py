"""Rows of accounts."""

from typing import Any

from sqlalchemy import RowMapping

from auth.domain.accounts.account import Account
from auth.domain.profiles.preferences import Preferences
from auth.domain.profiles.profile import Privacy, Profile


def to_account(row: RowMapping) -> Account:
    """Return the account of a row."""
    privacy = Privacy(row["is_profile_public"], row["show_watch_history"], row["show_ratings"], row["allow_followers"])
    profile = Profile(
        avatar_id=row["avatar_id"],
        bio=row["bio"],
        location=row["location"],
        website=row["website"],
        privacy=privacy,
        preferences=Preferences(
            row["preferred_language"],
            row["preferred_region"],
            row["time_zone"],
            row["spoiler_mode"],
            row["rating_scale"],
        ),
    )
    return Account(
        id=row["id"],
        email=row["email"],
        username=row["username"],
        created_at=row["created_at"],
        roles=tuple(row["roles"]),
        version=row["version"],
        profile=profile,
        updated_at=row["updated_at"],
        suspended_at=row["suspended_at"],
        email_confirmed_at=row["email_confirmed_at"],
    )


def from_account(account: Account, password_hash: str | None) -> dict[str, Any]:
    """Return the row of an account."""
    return {
        "id": account.id,
        "email": account.email,
        "username": account.username,
        "password_hash": password_hash,
        "roles": list(account.roles),
        "version": account.version,
        "created_at": account.created_at,
        "suspended_at": account.suspended_at,
        "email_confirmed_at": account.email_confirmed_at,
        **from_profile(account),
    }


def from_profile(account: Account) -> dict[str, Any]:
    """Return the part of the row that the profile is."""
    profile, privacy, preferences = account.profile, account.profile.privacy, account.profile.preferences
    return {
        "updated_at": account.updated_at,
        "avatar_id": profile.avatar_id,
        "bio": profile.bio,
        "location": profile.location,
        "website": profile.website,
        "preferred_language": preferences.language,
        "preferred_region": preferences.region,
        "time_zone": preferences.time_zone,
        "spoiler_mode": preferences.spoiler_mode,
        "rating_scale": preferences.rating_scale,
        "is_profile_public": privacy.is_profile_public,
        "show_watch_history": privacy.show_watch_history,
        "show_ratings": privacy.show_ratings,
        "allow_followers": privacy.allow_followers,
    }
