"""Texts of episodes in further languages: one call per season and language, and what counts as a translation."""

from typing import Any

import pytest
from services.ingestion.tests.scripted_client import Scripted, client_of

from ingestion.domain.titles.facts import Text
from ingestion.providers.locale import Locale
from ingestion.providers.tmdb.adapter import TmdbSource

pytestmark = pytest.mark.unit

PATH = "/tv/1/season/1"


def season(*texts: tuple[str, str]) -> dict[str, Any]:
    episodes = [
        {"id": 100 + number, "episode_number": number, "name": name, "overview": overview}
        for number, (name, overview) in enumerate(texts, start=1)
    ]
    return {"season_number": 1, "episodes": episodes}


ENGLISH = season(("Pilot", "It begins."), ("Episode 2", ""))


async def texts(responses: Scripted, *languages: str) -> tuple[list[dict[str, Text]], tuple[str, ...], list[str]]:
    client, requests = client_of(responses)
    reply = await TmdbSource(client, Locale(episode_languages=languages)).season(1, 1, None)
    assert reply.value is not None
    assert reply.value.languages == languages
    return [dict(episode.translations) for episode in reply.value.episodes], reply.degraded, requests


async def test_each_language_costs_one_call() -> None:
    ukrainian = season(("Пілот", "Усе починається."), ("Серія 2", ""))
    persian = season(("آغاز", ""))
    translations, degraded, requests = await texts(
        {f"{PATH}?language=uk": ukrainian, f"{PATH}?language=fa": persian, PATH: ENGLISH}, "uk", "fa"
    )
    assert translations == [
        {"uk": Text("Пілот", "Усе починається."), "fa": Text("آغاز", None)},
        {"uk": Text("Серія 2", None)},
    ]
    assert degraded == ()
    assert [request.partition("?")[2] for request in requests[1:]] == ["language=uk", "language=fa"]


async def test_no_language_costs_no_call() -> None:
    translations, _, requests = await texts({PATH: ENGLISH})
    assert (translations, len(requests)) == ([{}, {}], 1)


@pytest.mark.parametrize("name", ["Серія 1", "Folge 1", "1. epizoda", "第 1 集", "エピソード1", "Pilot", ""])
async def test_text_that_is_no_translation_is_left_out(name: str) -> None:
    translations, _, _ = await texts({f"{PATH}?language=xx": season((name, "It begins.")), PATH: ENGLISH}, "xx")
    assert translations == [{}, {}]


@pytest.mark.parametrize("name", ["Серія 2", "Zimmer 1408", "1984", "Пілот"])
async def test_name_with_another_number_is_a_translation(name: str) -> None:
    translations, _, _ = await texts({f"{PATH}?language=xx": season((name, "")), PATH: ENGLISH}, "xx")
    assert translations[0] == {"xx": Text(name, None)}


async def test_language_that_fails_leaves_the_others() -> None:
    responses: Scripted = {f"{PATH}?language=uk": season(("Пілот", "")), f"{PATH}?language=fa": 500, PATH: ENGLISH}
    translations, degraded, _ = await texts(responses, "fa", "uk")
    assert translations[0] == {"uk": Text("Пілот", None)}
    assert [reason.partition(":")[0] for reason in degraded] == ["episodes in fa"]
