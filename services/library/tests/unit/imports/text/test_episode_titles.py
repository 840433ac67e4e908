"""Titles that name an episode, in the words of many languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.imports.text.episode_titles import EpisodeName, split_episode, split_season, split_title

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tin Town: Season 2: Night", EpisodeName("Tin Town", 2, None, "Night")),
        ("Tin Town: Series 1: Night", EpisodeName("Tin Town", 1, None, "Night")),
        ("Tin Town: Season 4: Night (Episode 6)", EpisodeName("Tin Town", 4, 6, "Night")),
        ("Tin Town: Season 4", EpisodeName("Tin Town", 4)),
        ("Tin: Town: Season 1: Night: Part 2", EpisodeName("Tin: Town", 1, None, "Night: Part 2")),
        ("Tin Town: Staffel 2: Folge 3", EpisodeName("Tin Town", 2, 3)),
        ("Tin Town: 2. Staffel: Nacht", EpisodeName("Tin Town", 2, None, "Nacht")),
        ("Tin Town : Saison 1 : Épisode 4", EpisodeName("Tin Town", 1, 4)),
        ('Tin Town: Temporada 3: "Capítulo 5"', EpisodeName("Tin Town", 3, 5)),
        ("Tin Town: Stagione 2: Notte", EpisodeName("Tin Town", 2, None, "Notte")),
        ("Tin Town: Seizoen 2: Aflevering 1", EpisodeName("Tin Town", 2, 1)),
        ("Tin Town: Säsong 1: Avsnitt 2", EpisodeName("Tin Town", 1, 2)),
        ("Tin Town: Sezon 1: Odcinek 2", EpisodeName("Tin Town", 1, 2)),
        ("Tin Town: 2. évad: 3. rész", EpisodeName("Tin Town", 2, 3)),
        ("Тихе місто: Сезон 1: Серія 2", EpisodeName("Тихе місто", 1, 2)),
        ("青い港: シーズン2: 第3話", EpisodeName("青い港", 2, 3)),
        ("蓝港：第 2 季：第 3 集", EpisodeName("蓝港", 2, 3)),
        ("푸른 항구: 시즌 2: 3화", EpisodeName("푸른 항구", 2, 3)),
        ("Tin Town: الموسم 2: الحلقة 1", EpisodeName("Tin Town", 2, 1)),
        ("Tin Town: Limited Series: Episode 1", EpisodeName("Tin Town", 1, 1)),
        ("Tin Town: Miniserie: Nacht", EpisodeName("Tin Town", 1, None, "Nacht")),
        ("Tin Town: Part 2: Night", EpisodeName("Tin Town", None, None, "Night")),
        ("Tin Town: Tin Town 3: Chapter One: Night", EpisodeName("Tin Town", 3, None, "Chapter One: Night")),
    ],
)
def test_an_episode_is_split_from_its_show(text: str, name: EpisodeName) -> None:
    assert split_title(text) == name


@pytest.mark.parametrize(
    "text", ["Blue Harbour", "Blue Harbour: The Return", "Blue Harbour: Part 2", "Season 2: Night", ""]
)
def test_what_may_be_a_movie_is_not_split(text: str) -> None:
    assert split_title(text) is None


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Tin Games - Season 1", ("Tin Games", 1)),
        ("Tin Games – Staffel 2", ("Tin Games", 2)),
        ("Tin Games (Temporada 3)", ("Tin Games", 3)),
        ("Tin Games: Saison 4", ("Tin Games", 4)),
        ("Plain - Title", ("Plain - Title", None)),
    ],
)
def test_a_season_at_the_end_is_split_from_its_show(text: str, result: tuple[str, int | None]) -> None:
    assert split_season(text) == result


@pytest.mark.parametrize(
    ("text", "result"),
    [("Episode 5: Night", (5, "Night")), ("Folge 3", (3, None)), ("Night", (None, "Night")), ("", (None, None))],
)
def test_the_number_of_an_episode_is_split_from_its_title(text: str, result: tuple[int | None, str | None]) -> None:
    assert split_episode(text) == result


@given(st.text(max_size=200))
def test_any_text_is_split_without_an_error(text: str) -> None:
    split_title(text)
    split_season(text)
    split_episode(text)
