"""Start-up times, counts of events, and the parts and curves of audiences."""

from itertools import pairwise
from random import Random
from uuid import UUID

import pytest
from scipy.stats import binomtest
from services.playback.tests.measuring import SESSION, events_of

from playback.domain.assets.subject import Subject
from playback.domain.audience.curve import Audience, curve_of, share_of
from playback.domain.audience.parts import ALL, PARTS, parts_of
from playback.domain.quality.counts import Measure, counted_code, rung_of
from playback.domain.quality.events import ClientEvent, Started, Watched
from playback.domain.quality.session import record
from playback.domain.quality.startup import BOUNDARIES_MS, boundary_of, quantile
from playback.domain.quality.summary import Summary, total

pytestmark = pytest.mark.unit

HOUR = 3_600_000


def test_quantiles_are_within_the_interval_of_the_true_one() -> None:
    random = Random(1)
    times = sorted(int(random.lognormvariate(6.7, 0.6)) for _ in range(2_001))
    counts: dict[int, int] = {}
    for duration in times:
        counts[boundary_of(duration)] = counts.get(boundary_of(duration), 0) + 1
    for share in (0.5, 0.9, 0.99):
        true = times[int(share * 2_000)]
        estimated = quantile(counts, share)
        assert estimated is not None
        assert boundary_of(estimated) == boundary_of(true), (share, true, estimated)


@pytest.mark.parametrize(
    ("counts", "share", "expected"),
    [
        ({}, 0.5, None),
        ({100: 1}, 0.5, 50),
        ({700: 10}, 0.9, 680),
        ({200: 1, 1_000: 1}, 0.5, 200),
        ({BOUNDARIES_MS[-1]: 4}, 1.0, 600_000),
    ],
)
def test_quantiles_of_known_counts(counts: dict[int, int], share: float, expected: int | None) -> None:
    assert quantile(counts, share) == expected


@pytest.mark.parametrize(
    ("code", "counted"),
    [
        ("SHAKA_1001", "SHAKA_1001"),
        ("MEDIA_4", "MEDIA_4"),
        ("HLS_FRAG", "HLS_FRAG"),
        ("SHAKA_12345", "OTHER"),
        ("MEDIA_9", "OTHER"),
        ("MY_OWN", "OTHER"),
    ],
)
def test_codes_that_are_not_known_count_as_one(code: str, counted: str) -> None:
    assert counted_code(code) == counted


def test_a_wide_picture_has_the_rung_of_its_width() -> None:
    assert [rung_of(height) for height in (136, 240, 536, 804, 2160, 8192)] == [240, 240, 720, 1080, 2160, 4320]


def test_a_part_was_watched_when_its_middle_was() -> None:
    assert parts_of(0, HOUR, HOUR) == ALL
    middle = HOUR // 40
    assert [parts_of(0, middle + off, HOUR) for off in (-500, -499, 0)] == [0, 1, 1]
    assert [parts_of(middle + off, 2 * middle, HOUR) for off in (0, 499, 500)] == [1, 1, 0]
    assert parts_of(HOUR - 2 * middle, HOUR, HOUR) == 1 << (PARTS - 1)


def test_a_gap_of_a_second_between_two_ranges_loses_no_part() -> None:
    for begin in range(HOUR // 40 - 1_500, HOUR // 40 + 1_500, 100):
        assert parts_of(0, begin, HOUR) | parts_of(begin + 999, HOUR // 20, HOUR) == 1


def test_parts_of_a_video_of_two_seconds_are_apart() -> None:
    assert [parts_of(position, position + 50, 2_000) for position in (0, 100, 1_900)] == [1, 2, 1 << (PARTS - 1)]
    assert parts_of(75, 125, 2_000) == 0


def test_a_range_in_pieces_has_the_same_parts() -> None:
    random = Random(2)
    for _ in range(200):
        begin, end = sorted(random.sample(range(HOUR), 2))
        cuts = sorted({begin, end, *(random.randrange(begin, end + 1) for _ in range(5))})
        pieces = [parts_of(first, last, HOUR) for first, last in pairwise(cuts)]
        random.shuffle(pieces)
        merged = 0
        for piece in pieces:
            merged |= piece
        assert merged == parts_of(begin, end, HOUR)


def test_any_order_and_repetition_of_batches_counts_the_same() -> None:
    for seed in range(40):
        random = Random(seed)
        events = events_of(random, 60, HOUR)
        whole = record(SESSION, events, HOUR)
        batches = [random.sample(events, random.randrange(1, 20)) for _ in range(30)]
        covered = {event.sequence for batch in batches for event in batch}
        batches.append([event for event in events if event.sequence not in covered])
        random.shuffle(batches)
        session, counts, parts = SESSION, [], 0
        for batch in batches:
            recorded = record(session, batch, HOUR)
            assert recorded.new_parts & parts == 0
            session, parts = recorded.session, parts | recorded.new_parts
            counts.append(recorded.counts)
        assert total(counts) == whole.counts, seed
        assert (session.seen, parts) == (whole.session.seen, whole.session.parts)
        assert session.seen.bit_count() == 60
        assert whole.counts[Measure.SESSIONS, ""] == 1


def test_figures_of_a_session() -> None:
    events: list[ClientEvent] = [Started(0, 0, 900), Watched(1, 0, 0, 600_000, 720, 2.0), Watched(2, 0, 0, 60_000)]
    summary = Summary.of(record(SESSION, events, None).counts)
    assert (summary.sessions, summary.startup.starts, summary.startup.mean_ms) == (1, 1, 900)
    assert (summary.watched_seconds, summary.viewing_seconds) == (660.0, 360.0)
    assert summary.watched_by_height == {None: 60.0, 720: 600.0}
    assert (summary.rebuffer_ratio, summary.rebuffers_per_hour) == (0.0, 0.0)
    assert Summary.of({}).rebuffer_ratio is None


@pytest.mark.parametrize(("watched", "users"), [(0, 20), (1, 20), (10, 20), (20, 20), (613, 1_000)])
def test_intervals_are_those_of_wilson(watched: int, users: int) -> None:
    share = share_of(watched, users)
    interval = binomtest(watched, users).proportion_ci(method="wilson")
    assert (share.share, share.low, share.high) == pytest.approx((watched / users, interval.low, interval.high))


def test_a_small_group_is_not_shown_and_neither_is_a_part_of_few() -> None:
    counts = [25, 5, 4, *([0] * (PARTS - 3))]
    audience = Audience(UUID(int=1), 1, Subject(UUID(int=2)), HOUR, 0, is_shown=False, users=25, watched=counts)
    assert curve_of(audience, 26) is None
    curve = curve_of(audience)
    assert curve is not None
    assert [None if part is None else part.share for part in curve.parts[:4]] == [1.0, 0.2, None, None]
