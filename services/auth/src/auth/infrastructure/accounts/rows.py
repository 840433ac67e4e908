"""Rows of accounts."""

from typing import Any

from sqlalchemy import RowMapping

from auth.domain.accounts.account import Account, Privacy, Profile


def to_account(row: RowMapping) -> Account:
    """Return the account of a row."""
    privacy = Privacy(row["is_profile_public"], row["show_watch_history"], row["show_ratings"], row["allow_followers"])
    profile = Profile(
        avatar_url=row["avatar_url"],
        bio=row["bio"],
        location=row["location"],
        website=row["website"],
        preferred_language=row["preferred_language"],
        preferred_region=row["preferred_region"],
        privacy=privacy,
    )
    return Account(
        id=row["id"],
        email=row["email"],
        username=row["username"],
        created_at=row["created_at"],
        roles=tuple(row["roles"]),
        version=row["version"],
        profile=profile,
    )


def from_account(account: Account, password_hash: str | None) -> dict[str, Any]:
    """Return the row of an account."""
    profile, privacy = account.profile, account.profile.privacy
    return {
        "id": account.id,
        "email": account.email,
        "username": account.username,
        "password_hash": password_hash,
        "roles": list(account.roles),
        "version": account.version,
        "created_at": account.created_at,
        "avatar_url": profile.avatar_url,
        "bio": profile.bio,
        "location": profile.location,
        "website": profile.website,
        "preferred_language": profile.preferred_language,
        "preferred_region": profile.preferred_region,
        "is_profile_public": privacy.is_profile_public,
        "show_watch_history": privacy.show_watch_history,
        "show_ratings": privacy.show_ratings,
        "allow_followers": privacy.allow_followers,
    }
