"""What a change of an entry does to the items of the feed."""

import pytest

from social.domain.activity.activity import ActivityKind as Kind
from social.domain.activity.entries import Entry, item_changes

pytestmark = pytest.mark.unit

NOTHING = Entry()


@pytest.mark.parametrize(
    ("media_kind", "before", "after", "begun", "removed"),
    [
        ("show", NOTHING, Entry("planned"), {Kind.PLANNED}, {Kind.STARTED, Kind.FINISHED}),
        ("show", Entry("planned"), Entry("watching"), {Kind.STARTED}, {Kind.PLANNED}),
        ("show", Entry("watching"), Entry("completed"), {Kind.FINISHED}, {Kind.PLANNED}),
        ("show", Entry("completed"), Entry("watching"), {Kind.STARTED}, {Kind.PLANNED}),
        ("show", Entry("watching"), Entry("dropped"), set(), {Kind.PLANNED, Kind.FINISHED}),
        ("show", Entry("watching"), Entry("watching"), set(), set()),
        ("show", Entry("completed", 80), NOTHING, set(), {Kind.PLANNED, Kind.STARTED, Kind.FINISHED, Kind.RATED}),
        ("show", Entry("completed"), Entry("completed", 0), {Kind.RATED}, set()),
        ("movie", NOTHING, Entry("completed", 80), {Kind.RATED}, {Kind.PLANNED}),
    ],
)
def test_items_follow_the_entry(
    media_kind: str, before: Entry, after: Entry, begun: set[Kind], removed: set[Kind]
) -> None:
    changes = list(item_changes(media_kind, before, after))
    assert {change.kind for change in changes if not change.is_removed} == begun
    assert {change.kind for change in changes if change.is_removed} == removed
    assert {change.rating for change in changes if change.kind is Kind.RATED} <= {after.rating}
