"""A client receives every public event behind its position once, in order, at whichever replica it continues."""

import contextlib
from collections.abc import Collection, Sequence
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.gateway.tests.event_log import PARTITIONS, TOPIC_BY_TYPE, MemoryLog, Replica, media_of

from gateway.application.events.catching_up import Gap
from gateway.application.events.follower import Follower
from gateway.application.events.history import Page
from gateway.application.events.log import Entry, FellBehind
from gateway.domain.errors import Unavailable
from gateway.domain.events.logged import Place
from gateway.domain.events.positions import Positions
from gateway.domain.events.public import Selection

pytestmark = pytest.mark.unit

ALL = Selection()
IMPORTED, TREND = Place("media.imported", 0), Place("trend.changed", 0)


def follow(replica: Replica, after: str | None = None, selection: Selection = ALL) -> Follower:
    positions = None if after is None else replica.memory.format.decode(after)
    return Follower(replica.memory, replica.source, selection, positions)


async def received(follower: Follower, *, most: int = 10_000) -> tuple[list[Entry], list[Gap]]:
    """Return what a follower yields until nothing more is known, or until it has yielded `most` entries."""
    entries: list[Entry] = []
    gaps: list[Gap] = []
    await follower.open()
    async with contextlib.aclosing(follower.batches(idle_seconds=0)) as batches:
        async for batch in batches:
            entries += batch.entries
            gaps += batch.gaps
            if len(entries) >= most or follower.is_at_end:
                break
    return entries[:most], gaps


def ids(entries: Sequence[Entry]) -> list[int]:
    return [entry.event.event_id.int for entry in entries]


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def replica(log: MemoryLog) -> Replica:
    replica = Replica(log)
    replica.start()
    return replica


async def test_a_stream_without_a_position_begins_now(log: MemoryLog, replica: Replica) -> None:
    log.write()
    replica.read()
    follower = follow(replica)
    batches = follower.batches(idle_seconds=0)
    assert not (await anext(batches)).entries
    log.write()
    log.write("trend.changed.v1")
    replica.read()
    batch = await anext(batches)
    assert ids(batch.entries) == [2, 3]
    assert follower.position == batch.entries[-1].position == replica.memory.position


async def test_events_are_encoded_once_for_all_clients(log: MemoryLog, replica: Replica) -> None:
    first, second = follow(replica), follow(replica)
    log.write()
    replica.read()
    [(one,), _], [(other,), _] = await received(first), await received(second)
    assert one is other
    assert one.frame == f"id: {one.position}\nevent: media.imported.v1\ndata: {{}}\n\n".encode()


async def test_a_position_in_memory_needs_no_log(log: MemoryLog, replica: Replica) -> None:
    position = replica.memory.position
    for _ in range(5):
        log.write()
    replica.read()
    log.available = False
    entries, gaps = await received(follow(replica, position))
    assert ids(entries) == [1, 2, 3, 4, 5]
    assert gaps == []
    assert ids((await received(follow(replica, entries[2].position)))[0]) == [4, 5]


async def test_older_positions_are_read_from_the_log(log: MemoryLog, replica: Replica) -> None:
    position = replica.memory.position
    for number in range(12):
        log.write("media.imported.v1" if number % 3 else "trend.changed.v1", number % 2)
        log.write_other()
    other = Replica(log)
    other.start()
    log.write()
    other.read()
    entries, gaps = await received(follow(other, position))
    assert ids(entries) == list(range(1, 14))
    assert gaps == []
    assert log.reads > 1
    for number, entry in enumerate(entries, start=1):
        assert ids((await received(follow(other, entry.position)))[0]) == list(range(number + 1, 14))


async def test_a_position_ahead_of_this_replica_is_not_repeated(log: MemoryLog, replica: Replica) -> None:
    late = Replica(log)
    late.start()
    for number in range(6):
        log.write("media.imported.v1" if number % 2 else "trend.changed.v1")
    replica.read()
    position = replica.memory.position
    follower = follow(late, position)
    entries, gaps = await received(follower)
    assert (entries, gaps) == ([], [])
    late.read({IMPORTED: 2, TREND: 1})
    log.write()
    assert ids((await received(follower))[0]) == []
    late.read()
    entries, _ = await received(follow(late, follower.position))
    assert ids(entries) == [7]
    assert ids((await received(follow(replica, follower.position)))[0]) == []


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(types={"trend.changed.v1"}), [2, 4, 6, 8]),
        (Selection(media_ids={media_of(1)}), [1, 4, 7]),
        (Selection({"trend.changed.v1"}, {media_of(1), media_of(2)}), [2, 4, 8]),
        (Selection(media_ids={UUID(int=99)}), []),
    ],
    ids=["type", "title", "both", "unknown title"],
)
async def test_only_selected_events_are_sent(
    log: MemoryLog, replica: Replica, selection: Selection, expected: list[int]
) -> None:
    position = replica.memory.position
    live = follow(replica, selection=selection)
    for number in range(1, 9):
        log.write("media.imported.v1" if number % 2 else "trend.changed.v1")
    replica.read()
    behind = Replica(log)
    behind.start()
    for follower, case in (
        (live, None),
        (follow(replica, position, selection), 1),
        (follow(behind, position, selection), 2),
    ):
        entries, gaps = await received(follower)
        assert ids(entries) == expected, case
        assert gaps == []
        assert follower.position == replica.memory.position, "it does not read the others again"


async def test_an_event_published_twice_is_sent_once(log: MemoryLog, replica: Replica) -> None:
    position = replica.memory.position
    event = log.write()
    log.write(same=event.event_id)
    replica.read()
    assert ids((await received(follow(replica, position)))[0]) == [1]
    behind = Replica(log)
    behind.start()
    log.write(same=event.event_id)
    log.write()
    behind.read()
    assert ids((await received(follow(behind, position)))[0]) == [1, 4]


async def test_an_event_without_a_public_form_is_not_sent(log: MemoryLog, replica: Replica) -> None:
    position = replica.memory.position
    log.write(body=b"internal")
    log.write()
    replica.read()
    assert ids((await received(follow(replica, position)))[0]) == [2]
    behind = Replica(log)
    behind.start()
    assert ids((await received(follow(behind, position)))[0]) == [2]


async def test_expired_events_are_a_gap(log: MemoryLog, replica: Replica) -> None:
    position = replica.memory.position
    for _ in range(5):
        log.write()
    log.write("trend.changed.v1")
    log.expire(IMPORTED, 3)
    behind = Replica(log)
    behind.start()
    entries, gaps = await received(follow(behind, position))
    assert gaps == [Gap(frozenset({"media.imported.v1"}), "expired")]
    assert ids(entries) == [4, 5, 6]


async def test_events_that_expire_while_they_are_read_are_a_gap(log: MemoryLog, replica: Replica) -> None:
    position = replica.memory.position
    for _ in range(9):
        log.write()
    behind = Replica(log)
    behind.start()
    follower = follow(behind, position)
    await follower.open()
    entries: list[Entry] = []
    gaps: list[Gap] = []
    async for batch in follower.batches(idle_seconds=0):
        entries += batch.entries
        gaps += batch.gaps
        log.expire(IMPORTED, 7)
        if follower.is_at_end:
            break
    assert gaps in ([Gap(frozenset({"media.imported.v1"}), "expired")], [])
    assert ids(entries)[-2:] == [8, 9]
    assert ids(entries) == sorted(set(ids(entries)))


async def test_every_position_on_the_way_leaves_out_nothing(
    log: MemoryLog, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = replica.memory.position
    for number in range(12):
        log.write("trend.changed.v1" if number % 4 == 0 else "media.imported.v1")
    behind = Replica(log)
    behind.start()
    follower = follow(behind, position)
    await follower.open()
    read = log.read

    async def expiring(positions: Positions, ends: Positions) -> Page:
        if log.reads == 1:
            log.expire(IMPORTED, 6)
        return await read(positions, ends)

    monkeypatch.setattr(log, "read", expiring)
    entries: list[Entry] = []
    async for batch in follower.batches(idle_seconds=0):
        entries += batch.entries
        rest, _ = await received(follow(behind, follower.position))
        assert not set(ids(entries)) & set(ids(rest))
        assert {1, 5, 9, 10, 11, 12} <= {*ids(entries), *ids(rest)}
        if follower.is_at_end:
            break
    assert ids(entries)[-3:] == [10, 11, 12]


async def test_a_position_that_the_log_never_reached_begins_at_its_end(log: MemoryLog, replica: Replica) -> None:
    ahead = replica.memory.format.encode({**replica.memory.positions, IMPORTED: 1000})
    log.write()
    log.write("trend.changed.v1")
    replica.read()
    follower = follow(replica, ahead)
    entries, gaps = await received(follower)
    assert gaps == [Gap(frozenset({"media.imported.v1"}), "reset")]
    assert ids(entries) == [2]
    log.write()
    replica.read()
    assert ids((await received(follow(replica, follower.position)))[0]) == [3]


async def test_a_topic_that_was_not_public_begins_now(log: MemoryLog, replica: Replica) -> None:
    former = {place: offset for place, offset in replica.memory.positions.items() if place.topic == "trend.changed"}
    log.write()
    log.write("trend.changed.v1")
    replica.read()
    entries, gaps = await received(follow(replica, replica.memory.format.encode(former)))
    assert ids(entries) == [2]
    assert gaps == []


async def test_an_added_partition_is_read_from_its_beginning(log: MemoryLog, replica: Replica) -> None:
    position = replica.memory.position
    log.records[Place("media.imported", PARTITIONS)] = []
    log.firsts[Place("media.imported", PARTITIONS)] = 0
    log.write(partition=PARTITIONS)
    log.write(partition=PARTITIONS)
    replica.read()
    log.write(partition=PARTITIONS)
    replica.read()
    assert ids((await received(follow(replica, position)))[0]) == [1, 2, 3]


async def test_a_slow_client_falls_behind(log: MemoryLog) -> None:
    replica = Replica(log, most_events=4)
    replica.start()
    follower = follow(replica)
    batches = follower.batches(idle_seconds=0)
    await anext(batches)
    for _ in range(5):
        log.write()
    position = follower.position
    replica.read()
    with pytest.raises(FellBehind):
        await anext(batches)
    assert ids((await received(follow(replica, position)))[0]) == [1, 2, 3, 4, 5]


async def test_memory_is_bounded_in_bytes(log: MemoryLog) -> None:
    replica = Replica(log, most_bytes=10_000)
    replica.start()
    for _ in range(3000):
        log.write(body=b"x" * 500)
        replica.read()
    assert 10 < replica.memory.end - replica.memory.first < 20
    assert replica.memory.end == 3000


async def test_a_new_start_of_the_feed_ends_the_stream(log: MemoryLog, replica: Replica) -> None:
    follower = follow(replica)
    batches = follower.batches(idle_seconds=10)
    await anext(batches)
    replica.start()
    with pytest.raises(FellBehind):
        await anext(batches)


async def test_a_replica_without_a_position_serves_nothing(log: MemoryLog) -> None:
    with pytest.raises(Unavailable):
        follow(Replica(log))


async def test_an_unavailable_log_is_an_error_before_and_within_the_stream(log: MemoryLog, replica: Replica) -> None:
    position = replica.memory.position
    for _ in range(9):
        log.write()
    behind = Replica(log)
    behind.start()
    log.available = False
    with pytest.raises(Unavailable):
        await follow(behind, position).open()
    log.available = True
    follower = follow(behind, position)
    await follower.open()
    batches = follower.batches(idle_seconds=0)
    log.available = False
    with pytest.raises(Unavailable):
        await anext(batches)
    log.available = True
    assert ids((await received(follow(behind, follower.position)))[0]) == list(range(1, 10))


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(sorted(TOPIC_BY_TYPE)), st.integers(0, PARTITIONS - 1)),
        st.tuples(st.just("other"), st.sampled_from(sorted(TOPIC_BY_TYPE)), st.integers(0, PARTITIONS - 1)),
        st.tuples(st.just("read"), st.integers(0, 1), st.integers(0, 5)),
        st.tuples(st.just("restart"), st.integers(0, 1), st.just(0)),
        st.tuples(st.just("client"), st.integers(0, 1), st.integers(1, 6)),
    ),
    max_size=60,
)


@given(STEPS, st.sampled_from([(), ("trend.changed.v1",)]), st.integers(2, 50))
async def test_nothing_is_missing_or_doubled_across_restarts_and_replicas(
    steps: list[tuple[str, object, int]], types: Collection[str], most_events: int
) -> None:
    """The client reads a few events at one replica after another, each of which is behind, restarted or forgetful."""
    log = MemoryLog()
    replicas = [Replica(log, most_events=most_events) for _ in range(2)]
    for replica in replicas:
        replica.start()
    selection = Selection(types=frozenset(types))
    position = replicas[0].memory.position
    had: list[Entry] = []

    async def client(replica: Replica, most: int) -> None:
        nonlocal position
        follower = follow(replica, position, selection)
        entries, gaps = await received(follower, most=most)
        assert gaps == []
        had.extend(entries)
        position = entries[-1].position if len(entries) == most else follower.position

    for step, argument, number in steps:
        if step == "write":
            log.write(str(argument), number)
        elif step == "other":
            log.write_other(TOPIC_BY_TYPE[str(argument)], number)
        elif step == "read":
            replica = replicas[int(str(argument))]
            place = list(log.ends)[number % 4]
            replica.read({place: log.ends[place]} if number < 4 else None)
        elif step == "restart":
            replicas[int(str(argument))].start()
        else:
            await client(replicas[int(str(argument))], number)
    for replica in replicas:
        replica.read()
        await client(replica, 10_000)

    expected = {
        event.event_id.int
        for records in log.records.values()
        for event in records
        if event is not None and (not types or event.type in types)
    }
    assert sorted(ids(had)) == sorted(expected)
    for place in log.records:
        offsets = [entry.event.offset for entry in had if entry.event.place == place]
        assert offsets == sorted(offsets)


async def test_positions_of_the_first_events_of_a_new_topic_are_complete(log: MemoryLog, replica: Replica) -> None:
    """The topic did not exist when the replica began; its events arrive together with its partitions."""
    missing = [place for place in log.records if place.topic == TREND.topic]
    places = {place: end for place, end in log.ends.items() if place not in missing} | {TREND: 0}
    replica.memory.started(places)
    before = replica.memory.position
    written = [log.write("trend.changed.v1", PARTITIONS - 1 - number % PARTITIONS) for number in range(5)]
    replica.read()
    entries, gaps = await received(follow(replica, before))
    assert (ids(entries), gaps) == ([event.event_id.int for event in written], [])
    for number, entry in enumerate(replica.memory.entries(replica.memory.first, 5)):
        rest, gaps = await received(follow(replica, entry.position))
        assert (ids(rest), gaps) == (ids(entries)[number + 1 :], [])
