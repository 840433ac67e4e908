"""The stores of lists in memory, with the behavior that `contract/test_lists.py` states."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from chassis.core.lists.ranks import GAP
from library.application.lists.commands import Place, StoredItem
from library.application.lists.ports import Reaction
from library.application.lists.read_models import Link, ListView, Member
from library.domain.lists.errors import ListItemNotFound
from library.domain.lists.lines import Reference
from library.domain.lists.user_list import LinkKind, Role, UserList
from library.domain.titles.title import Title


@dataclass
class InMemoryListData:
    """Everything that belongs to lists."""

    lists: dict[UUID, UserList] = field(default_factory=dict)
    items: dict[UUID, dict[UUID, StoredItem]] = field(default_factory=dict)
    members: dict[UUID, dict[UUID, Member]] = field(default_factory=dict)
    reactions: set[tuple[UUID, UUID, Reaction]] = field(default_factory=set)
    links: dict[tuple[UUID, LinkKind], bytes] = field(default_factory=dict)

    def delete(self, list_id: UUID) -> None:
        """Delete a list with everything that belongs to it."""
        self.lists.pop(list_id, None)
        self.items.pop(list_id, None)
        self.members.pop(list_id, None)
        self.reactions = {reaction for reaction in self.reactions if reaction[0] != list_id}
        self.links = {key: value for key, value in self.links.items() if key[0] != list_id}

    def delete_user(self, user_id: UUID) -> None:
        """Delete the lists, memberships and reactions of a user."""
        for list_id in [key for key, value in self.lists.items() if value.owner_id == user_id]:
            self.delete(list_id)
        for members in self.members.values():
            members.pop(user_id, None)
        self.reactions = {reaction for reaction in self.reactions if reaction[1] != user_id}


@dataclass
class _Store:
    data: InMemoryListData


class InMemoryLists(_Store):
    """Lists in memory."""

    async def find(self, list_id: UUID, user_id: UUID) -> ListView | None:
        """Return a list with the role of the user."""
        user_list = self.data.lists.get(list_id)
        if user_list is None:
            return None
        member = self.data.members.get(list_id, {}).get(user_id)
        role: Role | None = "owner" if user_list.owner_id == user_id else member.role if member else None
        return ListView(user_list, role, (list_id, user_id, "like") in self.data.reactions)

    async def count_of(self, user_id: UUID) -> int:
        """Count the lists of a user."""
        return sum(user_list.owner_id == user_id for user_list in self.data.lists.values())

    async def save(self, user_list: UserList) -> None:
        """Store a list; the counts of reactions stay."""
        stored = self.data.lists.get(user_list.list_id)
        likes, shares = (stored.likes, stored.shares) if stored else (0, 0)
        self.data.lists[user_list.list_id] = replace(user_list, likes=likes, shares=shares)

    async def delete(self, list_id: UUID) -> None:
        """Delete a list."""
        self.data.delete(list_id)

    async def announce(self, user_list: UserList) -> None:
        """Publish nothing."""

    async def withdraw(self, user_list: UserList) -> None:
        """Publish nothing."""

    async def withdraw_all(self, user_id: UUID, now: datetime) -> None:
        """Publish nothing."""

    async def save_reaction(self, list_id: UUID, user_id: UUID, reaction: Reaction, now: datetime) -> UserList:
        """Store a reaction once."""
        self.data.reactions.add((list_id, user_id, reaction))
        return self._counted(list_id)

    async def delete_reaction(self, list_id: UUID, user_id: UUID, reaction: Reaction) -> UserList:
        """Delete a reaction."""
        self.data.reactions.discard((list_id, user_id, reaction))
        return self._counted(list_id)

    async def forget(self, user_id: UUID) -> None:
        """Remove a user from the lists of others."""
        concerned = {list_id for list_id, reacting, _ in self.data.reactions if reacting == user_id}
        self.data.reactions = {reaction for reaction in self.data.reactions if reaction[1] != user_id}
        for list_id in concerned:
            self._counted(list_id)
        for items in self.data.items.values():
            for media_id, item in items.items():
                if item.added_by == user_id:
                    items[media_id] = replace(item, added_by=None)

    def _counted(self, list_id: UUID) -> UserList:
        kinds = [reaction for of_list, _, reaction in self.data.reactions if of_list == list_id]
        counted = replace(self.data.lists[list_id], likes=kinds.count("like"), shares=kinds.count("share"))
        self.data.lists[list_id] = counted
        return counted


@dataclass
class InMemoryListItems(_Store):
    """Items in memory."""

    titles: Mapping[UUID, Title]

    async def unknown(self, media_ids: Sequence[UUID]) -> list[UUID]:
        """Return the ids without an imported title."""
        return [media_id for media_id in dict.fromkeys(media_ids) if not self._is_imported(media_id)]

    async def contained(self, list_id: UUID, media_ids: Sequence[UUID]) -> set[UUID]:
        """Return the ids that a list contains."""
        return set(media_ids) & self._of(list_id).keys()

    async def around(self, list_id: UUID, place: Place, without: UUID | None = None) -> tuple[int | None, int | None]:
        """Return the ranks around a place."""
        ranks = {key: item.rank for key, item in self._of(list_id).items() if key != without}
        if place.side == "start":
            return None, min(ranks.values(), default=None)
        if place.side == "end":
            return max(ranks.values(), default=None), None
        if place.media_id not in ranks:
            raise ListItemNotFound(f"the list does not contain the title {place.media_id}")
        here = ranks[place.media_id]
        if place.side == "before":
            return max((rank for rank in ranks.values() if rank < here), default=None), here
        return here, min((rank for rank in ranks.values() if rank > here), default=None)

    async def add(self, list_id: UUID, items: Sequence[StoredItem]) -> None:
        """Store items."""
        self._of(list_id).update({item.media_id: item for item in items})

    async def copy(self, source: UUID, target: UUID, user_id: UUID, now: datetime) -> None:
        """Copy the items of a list."""
        copied = [replace(item, added_by=user_id, added_at=now) for item in self._of(source).values()]
        await self.add(target, copied)

    async def remove(self, list_id: UUID, media_ids: Sequence[UUID]) -> int:
        """Remove items."""
        present = await self.contained(list_id, media_ids)
        for media_id in present:
            del self._of(list_id)[media_id]
        return len(present)

    async def annotate(self, list_id: UUID, media_id: UUID, note: str | None) -> bool:
        """Store a note."""
        item = self._of(list_id).get(media_id)
        if item is not None:
            self._of(list_id)[media_id] = replace(item, note=note)
        return item is not None

    async def move(self, list_id: UUID, media_id: UUID, rank: int) -> None:
        """Store a rank."""
        self._of(list_id)[media_id] = replace(self._of(list_id)[media_id], rank=rank)

    async def order(self, list_id: UUID, first: Sequence[UUID] = ()) -> None:
        """Distribute the ranks again."""
        items = self._of(list_id)
        rest = sorted((item for item in items.values() if item.media_id not in first), key=lambda item: item.rank)
        ids = [*(media_id for media_id in first if media_id in items), *(item.media_id for item in rest)]
        for number, media_id in enumerate(ids, start=1):
            items[media_id] = replace(items[media_id], rank=GAP * number)

    async def match(self, references: Sequence[Reference]) -> Mapping[int, Sequence[UUID]]:
        """Match by ids of Marquee and by names that are written alike."""
        return {reference.line: list(self._matching(reference)) for reference in references}

    def ranked(self, list_id: UUID) -> list[StoredItem]:
        """Return the items of a list in their order."""
        return sorted(self._of(list_id).values(), key=lambda item: item.rank)

    def _matching(self, reference: Reference) -> Iterator[UUID]:
        for media_id, title in self.titles.items():
            if title.facts and (media_id == reference.media_id or title.facts.name == reference.name):
                yield media_id

    def _is_imported(self, media_id: UUID) -> bool:
        title = self.titles.get(media_id)
        return title is not None and title.facts is not None

    def _of(self, list_id: UUID) -> dict[UUID, StoredItem]:
        return self.data.items.setdefault(list_id, {})


class InMemoryListMembers(_Store):
    """Members and links in memory."""

    async def role(self, list_id: UUID, user_id: UUID) -> Role | None:
        """Return the role of a member."""
        member = self._of(list_id).get(user_id)
        return None if member is None else member.role

    async def count(self, list_id: UUID) -> int:
        """Count the members."""
        return len(self._of(list_id))

    async def save(self, list_id: UUID, user_id: UUID, role: Role, now: datetime) -> Member:
        """Store a member; the time of joining stays."""
        stored = self._of(list_id).get(user_id)
        member = Member(user_id, role, stored.joined_at if stored else now)
        self._of(list_id)[user_id] = member
        return member

    async def delete(self, list_id: UUID, user_id: UUID) -> bool:
        """Delete a member."""
        return self._of(list_id).pop(user_id, None) is not None

    async def save_link(self, list_id: UUID, link: Link, token_hash: bytes) -> None:
        """Store a link."""
        self.data.links[list_id, link.kind] = token_hash

    async def delete_link(self, list_id: UUID, kind: LinkKind) -> None:
        """Delete a link."""
        self.data.links.pop((list_id, kind), None)

    async def link(self, token_hash: bytes) -> tuple[UUID, LinkKind] | None:
        """Return the link with a token."""
        return next((key for key, value in self.data.links.items() if value == token_hash), None)

    def _of(self, list_id: UUID) -> dict[UUID, Member]:
        return self.data.members.setdefault(list_id, {})
