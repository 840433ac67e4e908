"""Who may see the activity of a user, beside what the user has decided in the profile."""

from dataclasses import dataclass

from social.domain.people.person import Audience


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a user has decided here."""

    activity: Audience = Audience.FOLLOWERS
    """Who sees the activity."""
    watching_now: Audience = Audience.FRIENDS
    """Who sees what the user is watching at the moment."""
