"""The rate classes of users: what is known of whom, until when, and in how many bytes."""

import random
import tracemalloc
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.messaging.records import LARGEST_VERSION
from gateway.application.ports import Principal
from gateway.application.rate_classes import (
    SHARDS,
    Change,
    CurrentRateClasses,
    RateClassChange,
    RateClasses,
    UserRemoved,
)

pytestmark = pytest.mark.unit

NOW = 1_900_000_000.0
USERS = [UUID(int=number << 64 | low) for number in (0, 1, SHARDS - 1) for low in (0, 7, 2**64 - 1)]


def classes_of(*changes: Change) -> RateClasses:
    classes = RateClasses(lambda: NOW)
    for change in changes:
        classes.apply(change)
    return classes


def test_a_user_has_the_newest_class_and_others_the_free_one() -> None:
    ada = uuid4()
    classes = classes_of(RateClassChange(ada, 2, "basic", None), RateClassChange(ada, 3, "premium", None))

    assert (classes.of(ada), classes.of(uuid4()), len(classes)) == ("premium", "free", 1)


@pytest.mark.parametrize("version", [2, 3, 0])
def test_an_older_or_repeated_event_changes_nothing(version: int) -> None:
    ada = uuid4()
    classes = classes_of(RateClassChange(ada, 3, "standard", None), RateClassChange(ada, version, "premium", None))

    assert classes.of(ada) == "standard"


def test_an_older_event_does_not_bring_back_what_a_user_lost() -> None:
    ada = uuid4()
    bought, lost = RateClassChange(ada, 2, "premium", None), RateClassChange(ada, 3, "free", None)

    assert classes_of(bought, lost, bought).of(ada) == "free"


@pytest.mark.parametrize(
    ("until", "rate_class"),
    [(None, "premium"), (NOW + 1, "premium"), (NOW, "free"), (NOW - 1, "free"), (-1e12, "free"), (1e12, "premium")],
)
def test_a_class_ends_with_its_validity(until: float | None, rate_class: str) -> None:
    ada = uuid4()

    assert classes_of(RateClassChange(ada, LARGEST_VERSION, "premium", until)).of(ada) == rate_class


def test_a_renewal_in_time_or_later_extends_a_class() -> None:
    ada = uuid4()
    classes = classes_of(RateClassChange(ada, 2, "basic", NOW - 5))
    before = classes.of(ada)
    classes.apply(RateClassChange(ada, 3, "basic", NOW + 60))

    assert (before, classes.of(ada)) == ("free", "basic")


def test_free_users_need_no_memory_and_a_deleted_one_is_forgotten() -> None:
    ada, bob = uuid4(), uuid4()
    classes = classes_of(
        RateClassChange(uuid4(), 1, "free", None),
        UserRemoved(bob),
        RateClassChange(ada, 2, "premium", None),
        UserRemoved(ada),
        UserRemoved(ada),
    )

    assert (len(classes), classes.of(ada)) == (0, "free")


def test_the_plan_of_the_token_decides_until_the_log_was_read() -> None:
    current, ada = CurrentRateClasses(), Principal(uuid4(), uuid4(), NOW, plan="standard")
    before = current.of(ada)
    current.replace(classes_of())
    empty = current.of(ada)
    current.replace(classes_of(RateClassChange(ada.user_id, 1, "basic", None)))

    assert (before, empty, current.of(ada), len(current)) == ("standard", "free", "basic", 1)


# A log in the order of Kafka: versions of a user grow, a part is delivered again, a tombstone is the last of a user.
events = st.lists(
    st.tuples(
        st.sampled_from(USERS),
        st.sampled_from(["free", "basic", "standard", "premium", None]),
        st.sampled_from([None, NOW - 1, NOW + 1]),
    ),
    max_size=40,
)


@given(log=events, repeated=st.integers(1, 40))
def test_any_log_with_repetitions_ends_with_the_last_event_of_each_user(
    log: list[tuple[UUID, str | None, float | None]], repeated: int
) -> None:
    changes: list[Change] = [
        UserRemoved(user) if name is None else RateClassChange(user, version, name, until)
        for version, (user, name, until) in enumerate(log, 1)
    ]
    last = {user: "free" if name is None or until == NOW - 1 else name for user, name, until in log}
    classes = classes_of(*changes, *changes[-repeated:])

    assert {user: classes.of(user) for user in USERS} == {user: last.get(user, "free") for user in USERS}


@given(versions=st.permutations(range(1, 8)), user=st.sampled_from(USERS))
def test_paid_classes_in_any_order_end_with_the_newest(versions: list[int], user: UUID) -> None:
    names = ("premium", "basic", "standard")
    classes = classes_of(*(RateClassChange(user, version, names[version % 3], None) for version in versions * 2))

    assert classes.of(user) == names[7 % 3]
    assert len(classes) == 1


def test_a_million_paying_users_fit_beside_the_cache() -> None:
    number, source = 100_000, random.Random(7)
    ids = [UUID(int=source.getrandbits(128), version=4) for _ in range(number)]
    tracemalloc.start()
    try:
        classes = RateClasses(lambda: NOW)
        empty = tracemalloc.get_traced_memory()[0]
        for version, user_id in enumerate(ids, 1):
            classes.apply(RateClassChange(user_id, version, "premium", NOW + 1))
        used = tracemalloc.get_traced_memory()[0] - empty
    finally:
        tracemalloc.stop()
    print(f"{used / number:.1f} bytes per paying user, {empty / 1e6:.2f} MB for none")

    assert len(classes) == number
    assert used / number < 32
    assert empty < 1_000_000
    assert {classes.of(user_id) for user_id in ids[:1000]} == {"premium"}
