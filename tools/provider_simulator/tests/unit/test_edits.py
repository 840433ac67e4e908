"""Edits are read strictly, kept by path, and merge as RFC 7386 says."""

import copy

import pytest

from provider_simulator.effects.edits import BadEdit, EditBoard, merge_patch, parse_edits

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_patch_merges_as_in_the_examples_of_the_rfc(target: object, patch: object, result: object) -> None:
    """RFC 7386, appendix A."""
    kept = copy.deepcopy((target, patch))
    assert merge_patch(target, patch) == result
    assert (target, patch) == kept


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ("edit", "body"),
        ({}, "path"),
        ({"path": "movie/550", "status": 404}, "path"),
        ({"path": 550, "status": 404}, "path"),
        ({"path": "/movie/550\r\n", "status": 404}, "path"),
        ({"path": "/movie/550?language=en", "status": 404}, "path"),
        ({"path": "/tmdb/3/movie/550", "status": 404}, "path"),
        ({"path": "/tmdb/3", "status": 404}, "path"),
        ({"path": "/movie/550"}, "body"),
        ({"path": "/movie/550", "patch": "x"}, "patch"),
        ({"path": "/movie/550", "patch": None}, "patch"),
        ({"path": "/movie/550", "status": 410}, "status"),
        ({"path": "/movie/550", "status": "404"}, "status"),
        ({"path": "/movie/550", "status": 404.0}, "status"),
        ({"path": "/movie/550", "patch": {}, "status": 404}, "status"),
        ({"path": "/movie/550", "patch": {}, "when": "now"}, "when"),
        ([{"path": "/movie/550", "patch": {}}, {"path": "/movie/551", "status": 500}], "[1].status"),
        ([7], "[0]"),
    ],
)
def test_a_wrong_field_is_named(content: object, field: str) -> None:
    with pytest.raises(BadEdit) as caught:
        parse_edits(content, "/tmdb/3")
    assert caught.value.field == field


def test_parsed_value_round_trips() -> None:
    content = [{"path": "/movie/550", "patch": {"a": None}}, {"path": "/tv/1", "status": 404}]
    assert [edit.as_json() for edit in parse_edits(content, "/tmdb/3")] == content


def test_a_path_keeps_its_last_edit_and_others_stay() -> None:
    board = EditBoard()
    board.lay(parse_edits({"path": "/movie/550/", "patch": {"a": 1}}, "/tmdb/3"))
    board.lay(parse_edits({"path": "/tv/1", "status": 404}, "/tmdb/3"))
    board.lay(parse_edits({"path": "/movie/550", "patch": {"b": 2}}, "/tmdb/3"))
    assert board.report() == [{"path": "/movie/550", "patch": {"b": 2}}, {"path": "/tv/1", "status": 404}]
    board.take_back()
    assert not board


def _over(*edits: dict[str, object], path: str = "/tv/1/season/2") -> list[object] | None:
    board = EditBoard()
    board.lay(parse_edits(list(edits), "/tmdb/3"))
    return board.over(path, lambda name: name.startswith("season/"))


def test_subpaths_of_a_removed_title_are_removed_unless_edited() -> None:
    gone: dict[str, object] = {"path": "/tv/1", "status": 404}
    assert _over(gone) is None
    assert _over(gone, path="/tv/12/season/2") == []
    assert _over(gone, {"path": "/tv/1/season/2", "patch": {"a": 1}}) == [{"a": 1}]


def test_a_part_is_edited_within_its_title_and_then_by_its_own_path() -> None:
    own: dict[str, object] = {"path": "/tv/1/season/2", "patch": {"a": 1}}
    within: dict[str, object] = {"path": "/tv/1", "patch": {"season/2": {"b": 2}}}
    assert _over(own, within) == [{"b": 2}, {"a": 1}]
    assert _over({"path": "/tv/1", "patch": {"season/2": None}}) is None
    assert _over({"path": "/tv", "patch": {"1/season/2": {"b": 2}}}) == []
