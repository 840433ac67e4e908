"""Conflicts are listed and decided."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.music.tests.integration.conftest import Music
from services.music.tests.integration.enrichment.conftest import Enrichment
from sqlalchemy import text

from chassis.testing.kafka import wait_until
from jobs.model import Status
from music.domain.enrichment.fields import EntityKind, Source
from music.domain.enrichment.record import Biography
from provider_simulator.music.artists import mbid

ARTIST = EntityKind.ARTIST


async def conflict_of(enrichment: Enrichment, name: str) -> dict[str, Any]:
    """Return the conflict about an artist whose id is uncertain."""
    await enrichment.enrich(ARTIST, await enrichment.add(name))
    (conflict,) = await enrichment.conflicts()
    detail: dict[str, Any] = (await enrichment.get(f"admin/music/conflicts/{conflict['id']}"))["data"]
    return detail


async def test_a_similar_name_is_a_conflict_once(enrichment: Enrichment) -> None:
    conflict = await conflict_of(enrichment, "Nearly Nina")
    assert {name: conflict[name] for name in ("kind", "entityName", "field", "source", "status", "current")} == {
        "kind": "artist",
        "entityName": "Nearly Nina",
        "field": "mbid",
        "source": "musicbrainz",
        "status": "pending",
        "current": None,
    }
    (suggestion,) = conflict["suggestions"]
    assert suggestion == {
        "value": mbid("artist", "Nearly Nina Band"),
        "label": "Nearly Nina Band, similar name, GB",
        "score": 78,
        "releaseGroupMbid": None,
        "url": None,
        "pictureUrl": None,
    }
    await enrichment.enrich(ARTIST, conflict["entityId"])
    assert [one["id"] for one in await enrichment.conflicts()] == [conflict["id"]]


async def test_the_suggestion_that_is_accepted_is_used_and_kept(enrichment: Enrichment) -> None:
    conflict = await conflict_of(enrichment, "Twin Peaks")
    second = mbid("artist", "Twin Peaks 2")
    assert [one["value"] for one in conflict["suggestions"]] == [mbid("artist", "Twin Peaks"), second]
    response = await enrichment.post(f"{conflict['id']}/accept", {"suggestion": 1})
    body = response.json()["data"]
    assert (body["status"], body["chosen"], body["resolvedBy"]) == ("accepted", 1, str(enrichment.user))
    artist = conflict["entityId"]
    job = await enrichment.enrich(ARTIST, artist)
    assert job.status is Status.READY
    assert (await enrichment.get(f"music/artists/{artist}"))["data"]["mbid"] == second
    again = await enrichment.post(f"{conflict['id']}/accept", {"suggestion": 0})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "MUSIC_CONFLICT_RESOLVED")
    assert await enrichment.conflicts() == []


async def test_a_decision_and_a_look_up_do_not_wait_for_each_other(enrichment: Enrichment, music: Music) -> None:
    conflict = await conflict_of(enrichment, "Nearly Nina")

    async def waits() -> bool:
        async with music.container.runtime.engine.connect() as connection:
            return bool(await connection.scalar(text("select count(*) from pg_locks where not granted")))

    async with music.container.units.begin() as work:
        await work.metadata.entity(ARTIST, UUID(conflict["entityId"]), lock=True)
        accepting = asyncio.create_task(enrichment.post(f"{conflict['id']}/accept", {}))
        await wait_until(waits, every=0.01, what="the decision")
        stored = await work.metadata.conflict(UUID(conflict["id"]))
        assert stored is not None
        await work.metadata.save_conflict(replace(stored, current="changed"))
    accepted = (await accepting).json()["data"]
    assert (accepted["status"], accepted["current"]) == ("accepted", "changed")


@pytest.mark.parametrize("decision", ["reject", "ignore"])
async def test_what_was_declined_is_not_shown_again(enrichment: Enrichment, decision: str) -> None:
    conflict = await conflict_of(enrichment, "Nearly Nina")
    assert (await enrichment.post(f"{conflict['id']}/{decision}")).status_code == 200
    await enrichment.enrich(ARTIST, conflict["entityId"])
    assert await enrichment.conflicts() == []
    assert len(await enrichment.conflicts(f"entityId={conflict['entityId']}")) == 1
    assert (await enrichment.get(f"music/artists/{conflict['entityId']}"))["data"]["mbid"] is None


async def test_another_biography_is_a_conflict_with_its_whole_text(enrichment: Enrichment, music: Music) -> None:
    artist = await enrichment.add("Nina")
    await enrichment.enrich(ARTIST, artist)
    about = (await enrichment.get(f"music/artists/{artist}/about"))["data"]
    text = about["biography"]["text"]
    async with music.container.units.begin() as work:
        entity = await work.metadata.entity(ARTIST, artist, lock=True)
        assert entity is not None
        older = replace(entity.record, biography=Biography("x" * 300, Source.LASTFM))
        await work.metadata.save(artist, older, datetime.now(UTC))
    await enrichment.enrich(ARTIST, artist)
    (conflict,) = await enrichment.conflicts("field=biography&source=lastfm")
    assert "suggestions" not in conflict
    detail = (await enrichment.get(f"admin/music/conflicts/{conflict['id']}"))["data"]
    assert (detail["current"], detail["suggestions"][0]["value"]) == ("x" * 300, text)
    await enrichment.post(f"{conflict['id']}/accept", {})
    await enrichment.enrich(ARTIST, artist)
    after = (await enrichment.get(f"music/artists/{artist}/about"))["data"]["biography"]
    assert after == about["biography"]


async def test_conflicts_are_filtered_and_read_further(enrichment: Enrichment) -> None:
    for name in ("Nearly A", "Nearly B", "Nearly C"):
        await enrichment.enrich(ARTIST, await enrichment.add(name))
    page = await enrichment.get("admin/music/conflicts?limit=2")
    rest = await enrichment.get(f"admin/music/conflicts?limit=2&cursor={page['meta']['nextCursor']}")
    names = [conflict["entityName"] for conflict in (*page["data"], *rest["data"])]
    assert (names, page["meta"]["total"]) == (["Nearly C", "Nearly B", "Nearly A"], 3)
    for query in ("kind=album", "field=biography", "source=lastfm", "status=ignored", f"entityId={uuid4()}"):
        assert await enrichment.conflicts(query) == [], query


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        (f"{UUID(int=1)}/accept", {}, 404, "MUSIC_CONFLICT_NOT_FOUND"),
        (f"{UUID(int=1)}/reject", None, 404, "MUSIC_CONFLICT_NOT_FOUND"),
        (f"{UUID(int=1)}/accept", {"suggestion": -1}, 400, "VALIDATION_ERROR"),
        (f"{UUID(int=1)}/accept", {"suggestion": 10**30}, 400, "VALIDATION_ERROR"),
        ("x/accept", {}, 400, "VALIDATION_ERROR"),
    ],
)
async def test_invalid_decisions_are_refused(
    enrichment: Enrichment, path: str, body: dict[str, Any] | None, status: int, code: str
) -> None:
    response = await enrichment.post(path, body)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


async def test_a_number_without_suggestion_is_refused(enrichment: Enrichment) -> None:
    conflict = await conflict_of(enrichment, "Nearly Nina")
    response = await enrichment.post(f"{conflict['id']}/accept", {"suggestion": 1})
    assert (response.status_code, response.json()["error"]["code"]) == (409, "MUSIC_SUGGESTION_NOT_FOUND")
    assert [one["status"] for one in await enrichment.conflicts()] == ["pending"]
