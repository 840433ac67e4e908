"""What clients may send, and what it means."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from library.domain.entries.change import OMITTED, Change
from library.domain.entries.progress import EpisodeNumber, Progress, ProgressPatch
from library.presentation.entries.requests import EntryPatch, EntryPut

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("sent", "change"),
    [
        ({}, Change()),
        ({"state": "planned"}, Change(state="planned")),
        ({"rating": 0}, Change(rating=0)),
        ({"rating": None, "notes": None}, Change(rating=None, notes=None)),
        ({"progress": {"season": 2, "episode": 5}}, Change(progress=ProgressPatch(((2, 5),)))),
        ({"progress": {"season": 0, "episode": 5}}, Change(progress=ProgressPatch(((0, 5),)))),
        ({"progress": {"seasons": {"2": 5}}}, Change(progress=ProgressPatch(((2, 5),)))),
        (
            {"progress": {"seasons": {"9": 3, "10": 1, "2": None}}},
            Change(progress=ProgressPatch(((2, None), (9, 3), (10, 1)))),
        ),
        ({"progress": None}, Change(progress=None)),
        ({"notes": ""}, Change(notes="")),
        ({"rating": 4.5, "scale": "half_stars"}, Change(rating=90)),
        ({"tags": [" With  Ann", "WITH ANN"]}, Change(tags=("with ann",))),
        ({"tags": None}, Change(tags=())),
        ({"notes": "é" * 2000}, Change(notes="é" * 2000)),
    ],
)
def test_a_patch_changes_only_the_fields_that_were_sent(sent: dict[str, Any], change: Change) -> None:
    assert EntryPatch.model_validate(sent).to_change() == change


def test_a_put_changes_every_field() -> None:
    change = EntryPut.model_validate({"state": "completed", "rating": 85}).to_change()

    assert change == Change(state="completed", rating=85, progress=None, notes=None, tags=())
    assert OMITTED not in (change.state, change.rating, change.progress, change.notes)


@pytest.mark.parametrize(
    ("sent", "progress"),
    [
        ({"season": 2, "episode": 5}, Progress((EpisodeNumber(2, 5),))),
        ({"seasons": {"10": 1, "9": 3, "2": None}}, Progress((EpisodeNumber(9, 3), EpisodeNumber(10, 1)))),
        ({"seasons": {"2": None}}, None),
    ],
)
def test_a_put_replaces_the_progress(sent: dict[str, Any], progress: Progress | None) -> None:
    assert EntryPut.model_validate({"state": "watching", "progress": sent}).to_change().progress == progress


@pytest.mark.parametrize(
    "sent",
    [
        '{"state": null}',
        '{"state": "seen"}',
        '{"rating": 101}',
        '{"rating": -1}',
        '{"rating": 8.5}',
        '{"rating": true}',
        '{"rating": "85"}',
        '{"rating": 1e400}',
        '{"progress": {}}',
        '{"progress": {"season": 1}}',
        '{"progress": {"season": -1, "episode": 1}}',
        '{"progress": {"season": 1, "episode": 99999999999}}',
        '{"progress": {"seasons": {}}}',
        '{"progress": {"seasons": {"two": 5}}}',
        '{"progress": {"seasons": {"02": 5}}}',
        '{"progress": {"seasons": {"٢": 5}}}',
        '{"progress": {"seasons": {"2": 5}, "season": 1}}',
        '{"progress": 5}',
        '{"notes": 5}',
        '{"notes": "a\\u0000b"}',
        '{"notes": "\\ud83c"}',
        '{"tags": ["\\ud83c"]}',
        '{"rating": 4.5, "scale": "stars10"}',
        json.dumps({"notes": "x" * 2001}),
        '{"stars": 5}',
    ],
)
def test_an_invalid_patch_is_rejected(sent: str) -> None:
    with pytest.raises(ValidationError):
        EntryPatch.model_validate(json.loads(sent))


@pytest.mark.parametrize("sent", [{}, {"rating": 5}, {"state": None}])
def test_a_put_without_state_is_rejected(sent: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        EntryPut.model_validate(sent)
