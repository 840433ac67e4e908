"""The unit of work of the library: one transaction over the stores of all subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    # Every package of use cases imports this module, so it imports none of them when it runs.
    from library.application.entries.ports import Entries
    from library.application.idempotency import Responses
    from library.application.lists.ports import ListItems, ListMembers, Lists
    from library.application.plays.ports import Journal
    from library.application.plays.refolding import Refolds
    from library.application.positions.ports import Positions
    from library.application.rankings.averages import RatingCounts
    from library.application.rankings.ports import Rankings
    from library.application.saved.ports import Actions, SavedItems
    from library.application.scrobbling.ports import ScrobbleKeys, Scrobbles
    from library.application.statistics.ports import StatisticsStore
    from library.application.subscriptions.ports import Subscriptions, Upcoming
    from library.application.titles.ports import References, Titles
    from library.application.users.ports import Users


class UnitOfWork(Protocol):
    """One transaction; each subject has its own store."""

    @property
    def users(self) -> Users:
        """Users: the lock that serializes their writes, and their erasure."""
        ...

    @property
    def responses(self) -> Responses:
        """Responses to requests with an idempotency key."""
        ...

    @property
    def titles(self) -> Titles:
        """Titles and their seasons."""
        ...

    @property
    def entries(self) -> Entries:
        """Entries, and their events."""
        ...

    @property
    def journal(self) -> Journal:
        """Journals: plays and marks."""
        ...

    @property
    def refolds(self) -> Refolds:
        """Titles whose entries have to be folded again."""
        ...

    @property
    def references(self) -> References:
        """What refers to titles and moves with a merge."""
        ...

    @property
    def lists(self) -> Lists:
        """Lists, and reactions to them."""
        ...

    @property
    def list_items(self) -> ListItems:
        """Items of lists."""
        ...

    @property
    def list_members(self) -> ListMembers:
        """Members and links of lists."""
        ...

    @property
    def saved(self) -> SavedItems:
        """Saved items."""
        ...

    @property
    def actions(self) -> Actions:
        """Actions of users."""
        ...

    @property
    def subscriptions(self) -> Subscriptions:
        """Subscriptions, and their events."""
        ...

    @property
    def upcoming(self) -> Upcoming:
        """Releases and airings that lie ahead."""
        ...

    @property
    def positions(self) -> Positions:
        """Watch positions."""
        ...

    @property
    def scrobble_keys(self) -> ScrobbleKeys:
        """Keys of webhooks."""
        ...

    @property
    def scrobbles(self) -> Scrobbles:
        """Matching scrobbles, and those without a title."""
        ...

    @property
    def rankings(self) -> Rankings:
        """Rankings: ids of rated movies."""
        ...

    @property
    def rating_counts(self) -> RatingCounts:
        """Counts of the ratings of all users."""
        ...

    @property
    def statistics(self) -> StatisticsStore:
        """Computed statistics."""
        ...
