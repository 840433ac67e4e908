"""A naive model of who may see what: it remembers all that has happened and decides by reading it again."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from social.domain.activity.entries import Entry, item_changes
from social.domain.people.person import Privacy

RATED = "rated"
ItemKey = tuple[UUID, str, UUID, int]
"""Author, kind, title, and the count: what a page shows of an item."""


@dataclass
class Member:
    """What a user has decided, and when."""

    user_id: UUID
    periods: list[tuple[datetime, Privacy, int]] = field(default_factory=list)
    hidden: dict[UUID, list[tuple[datetime, bool]]] = field(default_factory=dict)
    entries: dict[UUID, Entry] = field(default_factory=dict)
    items: dict[tuple[str, UUID], int] = field(default_factory=dict)
    """The audience of each item when it was made, by kind and title."""
    plays: dict[UUID, tuple[UUID, int, int]] = field(default_factory=dict)
    """Title, episode, and the audience of each play when it was made."""

    def now(self) -> tuple[Privacy, int]:
        """Return what holds now."""
        _, privacy, activity = self.periods[-1]
        return privacy, activity

    def audience(self, kind: str, media_id: UUID, at: datetime) -> int:
        """Return who saw an item that was made at an instant."""
        held = [period for period in self.periods if period[0] <= at] or self.periods[:1]
        if self.is_hidden(media_id, at):
            return 3
        _, privacy, activity = held[-1]
        return audience_of(privacy, activity, kind)

    def is_hidden(self, media_id: UUID, at: datetime) -> bool:
        """Return whether a title was hidden at an instant."""
        decisions = [hidden for since, hidden in self.hidden.get(media_id, []) if since <= at]
        return decisions[-1] if decisions else False


def audience_of(privacy: Privacy, activity: int, kind: str) -> int:
    """Return who sees a kind of items by some decisions."""
    is_shown = privacy.show_ratings if kind == RATED else privacy.show_watch_history
    return max(activity, 0 if privacy.profile_public else 1, 0 if is_shown else 3)


class PrivacyModel:
    """The users of one history."""

    def __init__(self, user_ids: list[UUID]) -> None:
        self.members = {user_id: Member(user_id) for user_id in user_ids}
        self.friends: set[frozenset[UUID]] = set()
        self.follows: dict[tuple[UUID, UUID], bool] = {}
        self.blocks: set[tuple[UUID, UUID]] = set()

    def is_blocked(self, one: UUID, other: UUID) -> bool:
        """Return whether one of the two has blocked the other."""
        return (one, other) in self.blocks or (other, one) in self.blocks

    def level(self, viewer: UUID, author: UUID) -> int:
        """Return how close a viewer is to an author."""
        if viewer == author:
            return 3
        if frozenset((viewer, author)) in self.friends:
            return 2
        privacy, _ = self.members[author].now()
        return 1 if self.follows.get((viewer, author)) and privacy.allow_followers else 0

    def change_entry(self, user_id: UUID, media_id: UUID, after: Entry, at: datetime) -> None:
        """Apply an entry."""
        member = self.members[user_id]
        before = member.entries.get(media_id, Entry())
        member.entries[media_id] = after
        for change in item_changes("show", before, after):
            if change.is_removed:
                member.items.pop((change.kind.value, media_id), None)
            else:
                member.items[change.kind.value, media_id] = member.audience(change.kind.value, media_id, at)

    def visible(self, viewer: UUID, author: UUID, now: datetime) -> set[ItemKey]:
        """Return every item of an author that a viewer may see."""
        if self.is_blocked(viewer, author):
            return set()
        member, level = self.members[author], self.level(viewer, author)
        privacy, activity = member.now()

        def sees(kind: str, media_id: UUID, stored: int) -> bool:
            if viewer == author:
                return True
            return level >= max(stored, audience_of(privacy, activity, kind)) and not member.is_hidden(media_id, now)

        seen = {
            (author, kind, media_id, 1)
            for (kind, media_id), stored in member.items.items()
            if sees(kind, media_id, stored)
        }
        groups: dict[tuple[UUID, int], set[int]] = {}
        for media_id, episode, stored in member.plays.values():
            groups.setdefault((media_id, stored), set()).add(episode)
        for (media_id, stored), episodes in groups.items():
            if sees("watched", media_id, stored):
                seen.add((author, "watched", media_id, len(episodes)))
        return seen

    def home(self, viewer: UUID, now: datetime) -> set[ItemKey]:
        """Return every item of the viewer's feed."""
        circle = {
            author
            for author in self.members
            if author == viewer or frozenset((viewer, author)) in self.friends or self.follows.get((viewer, author))
        }
        return set().union(*(self.visible(viewer, author, now) for author in circle))
