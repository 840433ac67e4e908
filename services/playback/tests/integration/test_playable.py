"""What can be played of a title, on a real Postgres."""

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import EDITOR, Api

from playback.bootstrap import Container
from playback.domain.assets.asset import Access, Asset, Availability, Version, VersionStatus, version_prefix
from playback.domain.assets.subject import Subject

pytestmark = pytest.mark.integration

SHOW: Final = UUID("bdf784d0-c2eb-5939-9d13-a7324e63a0e9")


async def add(
    container: Container, subject: Subject, status: VersionStatus, availability: Availability = Availability()
) -> Asset:
    """Add an asset with one version, which is the current one if it was ever ready."""
    now, asset_id = container.clock.now(), uuid4()
    asset = Asset(
        id=asset_id,
        subject=subject,
        access=Access.FREE if subject.trailer else Access.PLAN,
        availability=availability,
        created_by=EDITOR,
        created_at=now,
        updated_at=now,
    )
    version = Version(
        asset_id=asset_id,
        number=1,
        source="uploads/1/source",
        source_bytes=1_000,
        encryption="cbcs",
        status=status,
        prefix=version_prefix(asset_id, 1),
        duration_ms=90_000,
        created_by=EDITOR,
        created_at=now,
    )
    async with container.units.begin() as work:
        await work.assets.save(asset)
        await work.assets.save_version(version)
        is_current = status in (VersionStatus.READY, VersionStatus.PURGED)
        await work.assets.save(replace(asset, current_version=1 if is_current else None))
    return asset


async def test_only_what_can_be_played_now_is_listed_in_order(api: Api, container: Container) -> None:
    hour, now = timedelta(hours=1), container.clock.now()
    ready = VersionStatus.READY
    await add(container, Subject(SHOW, trailer=True), ready)
    await add(container, Subject(SHOW, 2, 10), ready, Availability(ends_at=now + hour))
    await add(container, Subject(SHOW, 2, 9), ready, Availability(frozenset({"UA"}), begins_at=now))
    await add(container, Subject(SHOW, 1, 1), ready, Availability(begins_at=now + hour))
    await add(container, Subject(SHOW, 1, 2), ready, Availability(ends_at=now))
    await add(container, Subject(SHOW, 1, 3), VersionStatus.PROCESSING)
    await add(container, Subject(SHOW, 1, 4), VersionStatus.PURGED)
    await add(container, Subject(uuid4()), ready)
    response = await api.client.get(f"/api/v1/playback/titles/{SHOW}")
    assert response.status_code == 200, response.text
    listed = [(one["subject"], one["access"], one["durationMs"]) for one in response.json()["data"]]
    assert listed == [
        (f"{SHOW}:2x09", "plan", 90_000),
        (f"{SHOW}:2x10", "plan", 90_000),
        (f"{SHOW}:trailer", "free", 90_000),
    ]
    assert response.headers["cache-control"] == "public, max-age=30"
    first = response.json()["data"][0]
    assert (first["season"], first["episode"], first["isTrailer"]) == (2, 9, False)


async def test_nothing_can_be_played_of_an_unknown_title(api: Api) -> None:
    response = await api.client.get(f"/api/v1/playback/titles/{uuid4()}")
    assert (response.status_code, response.json()["data"]) == (200, [])


async def test_several_titles_are_listed_in_the_order_of_the_request(api: Api, container: Container) -> None:
    movie, unknown = uuid4(), uuid4()
    await add(container, Subject(movie), VersionStatus.READY)
    for place in ((1, 2), (1, 1)):
        await add(container, Subject(SHOW, *place), VersionStatus.READY)
    await add(container, Subject(uuid4()), VersionStatus.READY)
    response = await api.client.get(f"/api/v1/playback/titles?ids={SHOW},{unknown},{movie},{SHOW}")
    assert response.status_code == 200, response.text
    listed = [(title["mediaItemId"], [one["subject"] for one in title["videos"]]) for title in response.json()["data"]]
    assert listed == [
        (str(SHOW), [f"{SHOW}:1x01", f"{SHOW}:1x02"]),
        (str(unknown), []),
        (str(movie), [str(movie)]),
    ]


@pytest.mark.parametrize("ids", ["", " , ", "a,b", f"{SHOW},", ",".join([str(SHOW)] * 101)])
async def test_ids_that_are_none_or_too_many_are_refused(api: Api, ids: str) -> None:
    response = await api.client.get("/api/v1/playback/titles", params={"ids": ids})
    assert response.status_code == 400
    assert {problem["field"] for problem in response.json()["error"]["details"]["errors"]} == {"ids"}
