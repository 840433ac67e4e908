"""The files of the demo data get their titles, and some wait for a user."""

from datetime import UTC, datetime

import pytest

from contracts.identity import media_id
from devstack.demo.files import sample_paths
from devstack.demo.stock import Stock
from provider_simulator.titles.facts import Title as DemoTitle
from sources.domain.files.listed import ExternalIds, ListedFile
from sources.domain.matching.candidates import candidates_of
from sources.domain.matching.matcher import match
from sources.domain.matching.title import Title
from sources.domain.names.reading import read_name

pytestmark = pytest.mark.unit


def title_of(title: DemoTitle) -> Title:
    return Title(
        media_id=media_id(title.kind, title.ids.tmdb),
        kind=title.kind,
        names=(title.title, title.original_title),
        year=title.first_day.year,
        ids=ExternalIds(title.ids.imdb, title.ids.tmdb, title.ids.tvdb),
        version=1,
    )


def test_sample_library_has_titles_versions_and_files_without_a_title() -> None:
    stock = Stock(datetime(2026, 11, 30, 12, tzinfo=UTC))
    paths = sample_paths(stock)
    candidates = candidates_of(title_of(title) for title in stock.catalog.titles)
    matches = {
        path: match(ListedFile(path=path, name=path, bytes=1, fingerprint="1"), read_name(path), candidates)
        for path in paths
    }
    titles = [result.media_id for result in matches.values() if result is not None]
    assert 55 <= len(paths) == len(set(paths)) <= 65
    assert len(titles) >= len(paths) - 8
    assert len(set(titles)) < len(titles)
    assert len(paths) - len(titles) >= 4
    expected = {media_id(movie.kind, movie.ids.tmdb) for movie in stock.known_movies()[:32]}
    assert len(expected.intersection(titles)) >= 30
