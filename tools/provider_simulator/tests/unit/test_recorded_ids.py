"""Ids of the bundled tables agree with those of recorded titles, where both know a title."""

from pathlib import Path

import orjson
import pytest

from provider_simulator.titles import tables
from provider_simulator.titles.tables import UNCHECKED_TRAKT_BASE

pytestmark = pytest.mark.unit


def test_ids_agree_with_recorded_titles(recordings: Path) -> None:
    entries = orjson.loads((recordings / "titles.json").read_bytes())
    members = {(e["kind"], e["ids"]["tmdb"]): e for e in entries if e["ids"].get("tmdb")}
    checked, wrong = 0, []
    for title in tables.titles():
        entry = members.get((title.kind, title.ids.tmdb))
        if entry is None:
            continue
        checked += 1
        theirs = {"imdb": entry["imdb"], **entry["ids"]}
        for name in ("imdb", "trakt", "slug", "tvdb", "tvmaze"):
            ours = getattr(title.ids, name)
            guessed = name == "trakt" and ours == UNCHECKED_TRAKT_BASE + title.ids.tmdb
            if theirs.get(name) and ours is not None and not guessed and ours != theirs[name]:
                wrong.append((title.title, name, ours, theirs[name]))
    assert wrong == []
    assert checked > 150
