"""Parameters of lists that are read further by a cursor: which part is requested, and where the next one begins."""

from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

import pytest
from pydantic import ValidationError

from chassis.core.lists.pages import Part, Place, Slice
from chassis.http.errors import ApiError
from chassis.http.follow_up.cursors import encode_cursor
from chassis.http.follow_up.paging import (
    DeepPartParams,
    Order,
    PartParams,
    ReadKey,
    day,
    identifier,
    instant,
    number,
    optional,
    small_number,
    text,
    unknown,
)

pytestmark = pytest.mark.unit

AT: Final = datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC)
ID: Final = UUID("0199a2f0-7c1e-7b52-9d3a-5d2f6c0e8a41")
LATEST: Final = Order("latest", (instant, identifier))


class KindParams(DeepPartParams):
    """Parameters with a filter."""

    kind: str | None = None


def refused(params: PartParams, order: Order) -> str:
    with pytest.raises(ApiError) as caught:
        params.part(order)
    errors = caught.value.details["errors"]
    assert isinstance(errors, list)
    (error,) = errors
    assert (caught.value.status, error["field"], error["in"]) == (400, "cursor", "query")
    assert error["message"] == "must be nextCursor of a page of this list with the same order and filters"
    rule: str = error["rule"]
    return rule


def cursor_behind(place: Place, order: Order = LATEST, params: PartParams | None = None) -> str:
    params = params or PartParams(limit=2)
    cursor = params.meta(order, params.part(order), Part(["a", "b"], 5, place)).next_cursor
    assert cursor is not None
    return cursor


@pytest.mark.parametrize(("params", "most"), [(PartParams, 2_147_483_647), (DeepPartParams, 10_000)])
def test_offset_has_a_bound(params: type[PartParams], most: int) -> None:
    assert params(offset=most).part(LATEST) == Slice(20, most)
    with pytest.raises(ValidationError, match="less_than_equal"):
        params(offset=most + 1)


@pytest.mark.parametrize("limit", [0, 101])
def test_limit_has_bounds(limit: int) -> None:
    with pytest.raises(ValidationError):
        PartParams(limit=limit)


def test_cursor_continues_behind_the_last_item() -> None:
    first = KindParams(limit=2, offset=3, kind="movie")
    meta = first.meta(LATEST, first.part(LATEST), Part(["a", "b"], None, (AT, ID)))

    assert (meta.count, meta.total, meta.limit, meta.offset, meta.has_more) == (2, None, 2, 3, True)
    second = KindParams(limit=7, offset=9, kind="movie", cursor=meta.next_cursor)
    assert second.part(LATEST) == Slice(7, 5, (AT, ID))


def test_last_page_has_no_cursor() -> None:
    params = PartParams()
    meta = params.meta(LATEST, params.part(LATEST), Part(["a"], 1))
    assert (meta.count, meta.total, meta.has_more, meta.next_cursor) == (1, 1, False, None)


def test_number_of_items_before_a_page_stays_within_its_bound() -> None:
    params = PartParams(limit=2, offset=2_147_483_647)
    cursor = cursor_behind((AT, ID), params=params)
    assert PartParams(cursor=cursor).part(LATEST).offset == 2_147_483_647


@pytest.mark.parametrize(
    ("read", "key"),
    [
        (instant, AT),
        (identifier, ID),
        (day, date(2026, 11, 21)),
        (text, "Ä"),
        (number, 2**63 - 1),
        (small_number, 2**31 - 1),
        (optional(day), None),
        (optional(day), date(2026, 11, 21)),
        (unknown, None),
    ],
)
def test_keys_return_from_a_cursor(read: ReadKey, key: str) -> None:
    order = Order("keys", (read,))
    assert PartParams(cursor=cursor_behind((key,), order)).part(order).after == (key,)


def test_cursor_of_another_list_or_filter_is_refused() -> None:
    cursor = cursor_behind((AT, ID))
    assert refused(PartParams(cursor=cursor), Order("oldest", LATEST.keys)) == "cursor_invalid"
    assert refused(KindParams(cursor=cursor, kind="show"), LATEST) == "cursor_invalid"


@pytest.mark.parametrize(
    "position",
    [
        (),
        (0,),
        (0, str(ID)),
        (0, str(ID), 1, 1),
        (-1, str(ID), 1),
        (True, str(ID), 1),
        (2**63, str(ID), 1),
        (1.5, str(ID), 1),
        ("2026-11-21", str(ID), 1),
        (0, "no id", 1),
        (0, 7, 1),
        (0, None, 1),
        (0, str(ID), -1),
        (0, str(ID), 2**31),
        (0, str(ID), None),
    ],
)
def test_position_that_a_client_computed_is_refused(position: tuple[object, ...]) -> None:
    assert refused(PartParams(cursor=encode_cursor(position, "latest{}")), LATEST) == "cursor_invalid"


@pytest.mark.parametrize(
    ("read", "key"),
    [(text, "\x00"), (text, 1), (day, "2026-13-01"), (day, 5), (small_number, 2**31), (unknown, 0), (optional(day), 1)],
)
def test_key_of_another_type_is_refused(read: ReadKey, key: object) -> None:
    order = Order("keys", (read,))
    assert refused(PartParams(cursor=encode_cursor((key, 1), "keys{}")), order) == "cursor_invalid"
