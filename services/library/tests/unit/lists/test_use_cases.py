"""The use cases of lists on the fake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from uuid import UUID

import pytest
from services.library.tests.fakes import InMemoryLibrary

from chassis.testing.clock import NOON, FixedClock
from library.application.lists.commands import ExpectedVersions, NewItem, NewList, Place, WriteList
from library.application.lists.items import ChangeItems
from library.application.lists.lifecycle import ManageLists
from library.application.lists.read_models import Member
from library.application.lists.sharing import ShareLists, token_hash
from library.domain.lists import user_list as limits
from library.domain.lists.errors import (
    ListChanged,
    ListItemLimitReached,
    ListLimitReached,
    ListLinkNotFound,
    ListMemberLimitReached,
    ListMemberNotFound,
    ListTitlesUnknown,
)
from library.domain.lists.user_list import ListChange
from library.domain.titles.title import Facts, Title

pytestmark = pytest.mark.unit

OWNER, OTHER = UUID(int=7), UUID(int=8)
MOVIES = [UUID(int=100 + number) for number in range(30)]


@pytest.fixture
def library() -> InMemoryLibrary:
    titles = {movie: Title(movie, "movie", index, Facts(1, f"movie {index}")) for index, movie in enumerate(MOVIES)}
    return InMemoryLibrary(stored_titles=titles)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(step=timedelta(seconds=1))


@pytest.fixture
def manage(library: InMemoryLibrary, clock: FixedClock) -> ManageLists:
    ids = count(1)
    return ManageLists(library, clock, lambda: UUID(int=next(ids)))


@pytest.fixture
def items(library: InMemoryLibrary, clock: FixedClock) -> ChangeItems:
    return ChangeItems(library, clock)


@pytest.fixture
def share(library: InMemoryLibrary, clock: FixedClock) -> ShareLists:
    tokens: Iterator[int] = count(1)
    return ShareLists(library, clock, lambda: f"token {next(tokens)}")


async def test_a_user_has_a_limited_number_of_lists(manage: ManageLists, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LISTS_PER_USER", 2)
    first = await manage.create(OWNER, NewList("1", visibility="public"))
    await manage.create(OWNER, NewList("2"))

    with pytest.raises(ListLimitReached):
        await manage.create(OWNER, NewList("3"))
    with pytest.raises(ListLimitReached):
        await manage.copy(OWNER, first.list_id, None)
    await manage.delete(WriteList(OWNER, first.list_id))
    await manage.create(OWNER, NewList("3"))


async def test_a_list_has_a_limited_number_of_items(
    library: InMemoryLibrary, manage: ManageLists, items: ChangeItems, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ITEMS_PER_LIST", 3)
    command = WriteList(OWNER, (await manage.create(OWNER, NewList("1"))).list_id)
    await items.add(command, [NewItem(movie) for movie in MOVIES[:2]], Place())

    with pytest.raises(ListItemLimitReached, match="at most 3 items, this one has 2"):
        await items.add(command, [NewItem(movie) for movie in MOVIES[1:4]], Place())
    assert [item.media_id for item in library.list_items.ranked(command.list_id)] == MOVIES[:2]
    added = await items.add(command, [NewItem(movie) for movie in MOVIES[:3]], Place())
    assert (added.added, added.present, added.user_list.items) == (1, 2, 3)


async def test_many_items_fit_into_one_place(library: InMemoryLibrary, manage: ManageLists, items: ChangeItems) -> None:
    command = WriteList(OWNER, (await manage.create(OWNER, NewList("1"))).list_id)
    await items.add(command, [NewItem(MOVIES[0]), NewItem(MOVIES[1])], Place())

    for movie in MOVIES[2:]:
        await items.add(command, [NewItem(movie)], Place("after", MOVIES[0]))

    ordered = [item.media_id for item in library.list_items.ranked(command.list_id)]
    assert ordered == [MOVIES[0], *reversed(MOVIES[2:]), MOVIES[1]]


async def test_a_refused_addition_names_the_unknown_titles(manage: ManageLists, items: ChangeItems) -> None:
    command = WriteList(OWNER, (await manage.create(OWNER, NewList("1"))).list_id)
    unknown = [UUID(int=number) for number in range(1000, 1005)]

    with pytest.raises(ListTitlesUnknown) as refusal:
        await items.add(command, [NewItem(media_id) for media_id in [MOVIES[0], *unknown]], Place())

    assert str(refusal.value) == f"items: no title has the id {', '.join(map(str, unknown[:3]))} and 2 more"
    assert refusal.value.details == {"mediaItemIds": [str(media_id) for media_id in unknown]}


async def test_every_change_of_items_is_a_new_version(manage: ManageLists, items: ChangeItems) -> None:
    created = await manage.create(OWNER, NewList("1"))
    command = WriteList(OWNER, created.list_id)

    versions = [
        created.version,
        (await items.add(command, [NewItem(MOVIES[0]), NewItem(MOVIES[1])], Place())).user_list.version,
        (await items.annotate(command, MOVIES[0], "x")).version,
        (await items.move(command, MOVIES[0], Place())).version,
        (await items.order(command, [MOVIES[0]])).version,
        (await items.remove(command, [MOVIES[0]])).version,
    ]
    same = [
        (await items.remove(command, [MOVIES[0]])).version,
        (await items.add(command, [NewItem(MOVIES[1])], Place())).user_list.version,
    ]

    assert versions == sorted(set(versions))
    assert same == [versions[-1]] * 2
    outdated = replace(command, expected=ExpectedVersions(frozenset(versions[:-1])))
    with pytest.raises(ListChanged):
        await items.order(outdated, [MOVIES[1]])
    with pytest.raises(ListChanged):
        await manage.change(outdated, ListChange(name="2"))


async def test_a_list_has_a_limited_number_of_members(
    manage: ManageLists, share: ShareLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MEMBERS_PER_LIST", 2)
    command = WriteList(OWNER, (await manage.create(OWNER, NewList("1"))).list_id)
    for number in (1, 2):
        await share.save_member(command, UUID(int=number), "viewer")
    link = await share.create_link(command, "editor")

    assert await share.save_member(command, UUID(int=2), "editor") == Member(
        UUID(int=2), "editor", NOON + timedelta(seconds=2)
    )
    with pytest.raises(ListMemberLimitReached):
        await share.save_member(command, UUID(int=3), "viewer")
    with pytest.raises(ListMemberLimitReached):
        await share.join(UUID(int=3), link.token)
    assert (await share.join(UUID(int=1), link.token)).role == "editor", "a member may become an editor"


async def test_only_the_hash_of_a_token_is_stored(
    library: InMemoryLibrary, manage: ManageLists, share: ShareLists
) -> None:
    command = WriteList(OWNER, (await manage.create(OWNER, NewList("1"))).list_id)

    link = await share.create_link(command, "viewer")

    assert library.list_data.links == {(command.list_id, "viewer"): token_hash(link.token)}
    assert link.token.encode() not in library.list_data.links.values()
    with pytest.raises(ListLinkNotFound):
        await share.join(OTHER, "\ud800")


async def test_a_transfer_respects_the_limit_of_the_next_owner(
    manage: ManageLists, share: ShareLists, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LISTS_PER_USER", 1)
    command = WriteList(OWNER, (await manage.create(OWNER, NewList("1"))).list_id)
    theirs = await manage.create(OTHER, NewList("2"))
    with pytest.raises(ListMemberNotFound):
        await manage.transfer(command, OTHER)
    await share.save_member(command, OTHER, "viewer")

    with pytest.raises(ListLimitReached):
        await manage.transfer(command, OTHER)
    await manage.delete(WriteList(OTHER, theirs.list_id))
    assert (await manage.transfer(command, OTHER)).owner_id == OTHER
