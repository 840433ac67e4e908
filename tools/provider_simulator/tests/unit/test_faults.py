"""Faults are read strictly and drawn from their seed."""

import pytest

from provider_simulator.effects.faults import BadFault, FaultBoard, parse_faults

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"latencyMs": -1}, "latencyMs"),
        ({"latencyMs": True}, "latencyMs"),
        ({"status": 200}, "status"),
        ({"status": "429"}, "status"),
        ({"status": [429]}, "status"),
        ({"status": 429, "retryAfter": 1.5}, "retryAfter"),
        ({"status": 429, "retryAfterFormat": "iso"}, "retryAfterFormat"),
        ({"hang": True, "probability": 1.2}, "probability"),
        ({"hang": "yes"}, "hang"),
        ({"status": 500, "burst": 3}, "burst"),
        ({"status": 500, "burst": {"count": 0}}, "burst.count"),
        ({"drip": 0}, "drip"),
        ({"oversize": 5_000}, "oversize"),
        ({"redirect": ""}, "redirect"),
        ({"contentType": "text/html\r\nx: y"}, "contentType"),
        ({"truncate": True, "paths": "("}, "paths"),
        ({"truncate": True, "seed": "a"}, "seed"),
        ({"delay": 5}, "delay"),
        ({"probability": 0.5}, "body"),
        ("slow", "body"),
        ([{"status": 500}, {"status": 1}], "[1].status"),
        ([{"status": 500}, 7], "[1]"),
    ],
)
def test_a_wrong_field_is_named(content: object, field: str) -> None:
    with pytest.raises(BadFault) as caught:
        parse_faults(content)
    assert caught.value.field == field


def test_parsed_value_round_trips() -> None:
    content = [
        {"status": 429, "retryAfter": 3, "retryAfterFormat": "http-date", "probability": 0.25, "paths": "^/tv"},
        {"latencyMs": 20, "burst": {"count": 4}, "probability": 1.0, "seed": 9},
    ]
    faults = parse_faults(content)
    assert [fault.as_json() for fault in faults] == content
    assert parse_faults([fault.as_json() for fault in faults]) == faults


def test_a_burst_ends() -> None:
    board = FaultBoard()
    board.switch_on(parse_faults({"status": 503, "burst": {"count": 2}}))
    assert [len(board.draw("/a")) for _ in range(4)] == [1, 1, 0, 0]
    assert board.report()[0]["left"] == 0


def test_probability_is_kept_and_repeats_with_the_seed() -> None:
    board = FaultBoard()
    drawn = []
    for _ in range(2):
        board.switch_on(parse_faults({"status": 500, "probability": 0.2, "seed": 5}))
        drawn.append([bool(board.draw("/a")) for _ in range(2_000)])
    assert drawn[0] == drawn[1]
    assert 330 < sum(drawn[0]) < 470


def test_paths_choose_and_do_not_use_up_the_burst() -> None:
    board = FaultBoard()
    board.switch_on(parse_faults({"status": 500, "paths": "^/movie/\\d+$", "burst": {"count": 1}}))
    assert board.draw("/tv/1") == []
    assert len(board.draw("/movie/1")) == 1
    assert board.draw("/movie/1") == []
