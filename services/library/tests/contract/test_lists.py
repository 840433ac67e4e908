"""What every implementation of the write ports of lists does: one suite for the fake and for Postgres."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from services.library.tests.fakes import InMemoryLibrary

from chassis.core.lists.ranks import GAP
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.messaging.transaction import UnitsOfWork
from chassis.testing.clock import NOON
from library.application.lists.commands import Place, StoredItem
from library.application.lists.read_models import Link, ListView, Member
from library.application.unit_of_work import UnitOfWork
from library.bootstrap import Container
from library.domain.lists.errors import ListItemNotFound
from library.domain.lists.lines import Reference
from library.domain.lists.rules.document import Condition, SmartRules
from library.domain.lists.user_list import UserList
from library.domain.titles.details import Details
from library.domain.titles.title import Facts, Title
from library.infrastructure.unit_of_work import SqlUnitOfWork

Units = UnitOfWorkFactory[UnitOfWork]

OWNER, OTHER = UUID(int=7), UUID(int=8)
ONE, TWO, THREE, UNKNOWN = (UUID(int=number) for number in (11, 12, 13, 14))
LIST = UserList(
    list_id=UUID(int=1),
    owner_id=OWNER,
    name="Noir",
    description="Rain",
    cover_url="https://example.org/noir.jpg",
    visibility="unlisted",
    created_at=NOON,
    updated_at=NOON + timedelta(hours=1),
    version=3,
    items=3,
)
SMART = replace(LIST, list_id=UUID(int=2), rules=SmartRules(Condition("year", "gte", 1990)), items=0)


@pytest.fixture(params=["fake", "postgres"])
def units(request: pytest.FixtureRequest) -> Units:
    if request.param == "fake":
        return InMemoryLibrary()
    container: Container = request.getfixturevalue("container")
    return UnitsOfWork(container.runtime.transactions, SqlUnitOfWork)


@pytest.fixture(autouse=True)
async def stored(units: Units) -> None:
    async with units.begin() as work:
        titles = [
            Title(media_id, "movie", number, Facts(1, f"movie {number}", details=Details(names=(f"movie {number}",))))
            for number, media_id in enumerate((ONE, TWO, THREE), start=1)
        ]
        await work.titles.merge([*titles, Title(UNKNOWN, "movie", 4)])
        await work.lists.save(LIST)
        await work.lists.save(SMART)
        await work.list_items.add(LIST.list_id, [item(ONE, GAP), item(TWO, 2 * GAP), item(THREE, 3 * GAP)])


def item(media_id: UUID, rank: int, note: str | None = None, added_by: UUID | None = OWNER) -> StoredItem:
    return StoredItem(media_id, rank, note, added_by, NOON)


async def ranks(work: UnitOfWork) -> list[int | None]:
    """Return the rank in front of each item, and that of the last one."""
    before = [
        (await work.list_items.around(LIST.list_id, Place("after", media_id)))[0] for media_id in (ONE, TWO, THREE)
    ]
    return [*before, (await work.list_items.around(LIST.list_id, Place("end")))[0]]


async def test_a_list_is_read_with_the_role_of_the_user(units: Units) -> None:
    async with units.begin() as work:
        await work.list_members.save(LIST.list_id, OTHER, "editor", NOON)
        assert await work.lists.find(LIST.list_id, OWNER) == ListView(LIST, "owner", liked=False)
        assert await work.lists.find(LIST.list_id, OTHER) == ListView(LIST, "editor", liked=False)
        assert await work.lists.find(SMART.list_id, OTHER) == ListView(SMART, None, liked=False)
        assert await work.lists.find(UUID(int=99), OWNER) is None
        assert [await work.lists.count_of(user) for user in (OWNER, OTHER)] == [2, 0]


async def test_a_saved_list_keeps_its_reactions_and_its_creation(units: Units) -> None:
    async with units.begin() as work:
        await work.lists.save_reaction(LIST.list_id, OTHER, "like", NOON)
        await work.lists.save(replace(LIST, name="Neo-noir", owner_id=OTHER, version=4, items=2, cover_url=None))
    async with units.begin() as work:
        view = await work.lists.find(LIST.list_id, OTHER)
    changed = replace(LIST, name="Neo-noir", owner_id=OTHER, version=4, items=2, cover_url=None, likes=1)
    assert view == ListView(changed, "owner", liked=True)


async def test_a_reaction_counts_once(units: Units) -> None:
    async with units.begin() as work:
        counts = [
            (after.likes, after.shares)
            for after in [
                await work.lists.save_reaction(LIST.list_id, OTHER, "like", NOON),
                await work.lists.save_reaction(LIST.list_id, OTHER, "like", NOON),
                await work.lists.save_reaction(LIST.list_id, OWNER, "like", NOON),
                await work.lists.save_reaction(LIST.list_id, OTHER, "share", NOON),
                await work.lists.delete_reaction(LIST.list_id, OTHER, "like"),
                await work.lists.delete_reaction(LIST.list_id, OTHER, "like"),
            ]
        ]
    assert counts == [(1, 0), (1, 0), (2, 0), (2, 1), (1, 1), (1, 1)]


async def test_a_deleted_list_leaves_nothing(units: Units) -> None:
    async with units.begin() as work:
        await work.list_members.save(LIST.list_id, OTHER, "viewer", NOON)
        await work.list_members.save_link(LIST.list_id, Link("public", NOON), b"hash")
        await work.lists.delete(LIST.list_id)
        await work.lists.delete(LIST.list_id)
        assert await work.lists.find(LIST.list_id, OWNER) is None
        assert await work.list_items.contained(LIST.list_id, [ONE, TWO]) == set()
        assert await work.list_members.role(LIST.list_id, OTHER) is None
        assert await work.list_members.link(b"hash") is None


async def test_a_place_is_between_two_ranks(units: Units) -> None:
    async with units.begin() as work:
        around = work.list_items.around
        assert await around(LIST.list_id, Place("start")) == (None, GAP)
        assert await around(LIST.list_id, Place("start"), without=ONE) == (None, 2 * GAP)
        assert await around(LIST.list_id, Place("end")) == (3 * GAP, None)
        assert await around(LIST.list_id, Place("before", TWO)) == (GAP, 2 * GAP)
        assert await around(LIST.list_id, Place("before", TWO), without=ONE) == (None, 2 * GAP)
        assert await around(LIST.list_id, Place("after", TWO)) == (2 * GAP, 3 * GAP)
        assert await around(LIST.list_id, Place("after", THREE)) == (3 * GAP, None)
        assert await around(SMART.list_id, Place("end")) == (None, None)
        for missing, without in ((UNKNOWN, None), (TWO, TWO)):
            with pytest.raises(ListItemNotFound):
                await around(LIST.list_id, Place("after", missing), without=without)


async def test_items_are_moved_and_ordered(units: Units) -> None:
    async with units.begin() as work:
        await work.list_items.move(LIST.list_id, ONE, 2 * GAP + 5)
        assert await ranks(work) == [2 * GAP + 5, 2 * GAP, 3 * GAP, 3 * GAP]
        await work.list_items.order(LIST.list_id)
        assert await ranks(work) == [2 * GAP, GAP, 3 * GAP, 3 * GAP]
        await work.list_items.order(LIST.list_id, [THREE, UNKNOWN])
        assert await ranks(work) == [3 * GAP, 2 * GAP, GAP, 3 * GAP]


async def test_items_are_annotated_and_removed(units: Units) -> None:
    async with units.begin() as work:
        assert await work.list_items.annotate(LIST.list_id, ONE, "x")
        assert not await work.list_items.annotate(LIST.list_id, UNKNOWN, "x")
        assert await work.list_items.remove(LIST.list_id, [ONE, UNKNOWN]) == 1
        assert await work.list_items.contained(LIST.list_id, [ONE, TWO, THREE, UNKNOWN]) == {TWO, THREE}
        assert await work.list_items.unknown([ONE, UNKNOWN, UNKNOWN, UUID(int=99)]) == [UNKNOWN, UUID(int=99)]


async def test_a_copy_has_the_same_order(units: Units) -> None:
    target = replace(LIST, list_id=UUID(int=3))
    async with units.begin() as work:
        await work.lists.save(target)
        await work.list_items.copy(LIST.list_id, target.list_id, OTHER, NOON)
        around = [await work.list_items.around(target.list_id, Place("after", one)) for one in (ONE, TWO, THREE)]
    assert around == [(GAP, 2 * GAP), (2 * GAP, 3 * GAP), (3 * GAP, None)]


async def test_a_line_is_matched_with_imported_titles(units: Units) -> None:
    references = [
        Reference(1, "", media_id=ONE),
        Reference(2, "", media_id=UNKNOWN),
        Reference(3, "", name="movie 2"),
        Reference(4, "", name="nothing"),
    ]
    async with units.begin() as work:
        matches = await work.list_items.match(references)
    assert {line: list(ids) for line, ids in matches.items()} == {1: [ONE], 2: [], 3: [TWO], 4: []}


async def test_a_member_has_one_role(units: Units) -> None:
    later = NOON + timedelta(days=1)
    async with units.begin() as work:
        first = await work.list_members.save(LIST.list_id, OTHER, "viewer", NOON)
        second = await work.list_members.save(LIST.list_id, OTHER, "editor", later)
        assert (first, second) == (Member(OTHER, "viewer", NOON), Member(OTHER, "editor", NOON))
        assert await work.list_members.role(LIST.list_id, OTHER) == "editor"
        assert await work.list_members.count(LIST.list_id) == 1
        assert await work.list_members.delete(LIST.list_id, OTHER)
        assert not await work.list_members.delete(LIST.list_id, OTHER)
        assert await work.list_members.count(LIST.list_id) == 0


async def test_a_link_is_replaced_and_revoked(units: Units) -> None:
    members = (LIST.list_id, SMART.list_id)
    async with units.begin() as work:
        await work.list_members.save_link(LIST.list_id, Link("public", NOON), b"first")
        await work.list_members.save_link(LIST.list_id, Link("editor", NOON), b"editor")
        await work.list_members.save_link(LIST.list_id, Link("public", NOON), b"second")
        assert await work.list_members.link(b"first") is None
        assert await work.list_members.link(b"second") == (members[0], "public")
        assert await work.list_members.link(b"editor") == (members[0], "editor")
        await work.list_members.delete_link(LIST.list_id, "public")
        await work.list_members.delete_link(LIST.list_id, "public")
        assert await work.list_members.link(b"second") is None


async def test_a_forgotten_user_is_in_no_list_of_another(units: Units) -> None:
    theirs = replace(LIST, list_id=UUID(int=3), owner_id=OTHER)
    async with units.begin() as work:
        await work.lists.save(theirs)
        await work.list_members.save(LIST.list_id, OTHER, "editor", NOON)
        for user in (OWNER, OTHER):
            await work.lists.save_reaction(LIST.list_id, user, "like", NOON)
        await work.lists.forget(OTHER)
        await work.users.delete_data(OTHER)
        view = await work.lists.find(LIST.list_id, OWNER)
        assert view is not None
        assert view.user_list.likes == 1
        assert await work.list_members.count(LIST.list_id) == 0
        assert await work.lists.find(theirs.list_id, OTHER) is None
