"""Who may see the activity of a user: what the user has decided in the profile, and here."""

from dataclasses import dataclass
from typing import Final

from social.domain.people.person import Audience, Privacy

UNDETERMINED: Final = 4
"""The stored audience of an item of a user who is not known yet: no one but the user sees it."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a user has decided here."""

    activity: Audience = Audience.FOLLOWERS
    """Who sees the activity."""
    watching_now: Audience = Audience.FRIENDS
    """Who sees what the user is watching at the moment."""


@dataclass(frozen=True, slots=True)
class Audiences:
    """Who sees what: the narrowest of all decisions counts."""

    watched: Audience
    """Items of every kind but ratings."""
    rated: Audience
    now: Audience
    """What the user is watching at the moment."""


def audiences_of(privacy: Privacy, sharing: Sharing) -> Audiences:
    """Return who sees what of a user."""
    history = Audience.EVERYONE if privacy.show_watch_history else Audience.ONLY_ME
    ratings = Audience.EVERYONE if privacy.show_ratings else Audience.ONLY_ME
    profile = privacy.profile_audience
    return Audiences(
        watched=max(sharing.activity, profile, history),
        rated=max(sharing.activity, profile, ratings),
        now=max(sharing.watching_now, sharing.activity, profile, history),
    )
