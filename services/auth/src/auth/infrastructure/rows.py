"""Row to domain and back, so that the domain never meets a driver."""

from typing import Any

from sqlalchemy import RowMapping

from auth.domain.accounts import Account, Privacy, Profile
from auth.domain.sessions import Session


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


def from_account(account: Account, password_hash: str) -> dict[str, Any]:
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


def to_session(row: RowMapping) -> Session:
    """Return the session of a row."""
    return Session(
        id=row["id"],
        account_id=row["account_id"],
        generation=row["generation"],
        created_at=row["created_at"],
        rotated_at=row["rotated_at"],
        idle_until=row["idle_until"],
        expires_at=row["expires_at"],
        sealed_successor=row["sealed_successor"],
        revoked_at=row["revoked_at"],
    )


def from_session(session: Session) -> dict[str, Any]:
    """Return the row of a session, without the reason of its revocation."""
    return {
        "id": session.id,
        "account_id": session.account_id,
        "generation": session.generation,
        "created_at": session.created_at,
        "rotated_at": session.rotated_at,
        "idle_until": session.idle_until,
        "expires_at": session.expires_at,
        "sealed_successor": session.sealed_successor,
        "revoked_at": session.revoked_at,
    }
