"""A key in a path is in no log line, however a request fails."""

import logging

import pytest
from fastapi import APIRouter

from chassis.core.path_secrets import MASK, MEDIA_PREFIX, WEBHOOK_PREFIX, shown_path
from chassis.http.app import create_app
from chassis.runtime.health import Health
from chassis.runtime.observability.masking import mask
from chassis.testing.clients import client_for
from chassis.testing.logs import leaks

pytestmark = pytest.mark.unit

KEY = f"{WEBHOOK_PREFIX}wS0Gm3m4L5d1qLwZ8r2bq0H3lJ4cVt9kYx6nPzEoQaU"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/api/v1/scrobble/plex", "/api/v1/scrobble/plex"),
        (f"/api/v1/scrobble/{KEY}/plex", f"/api/v1/scrobble/{MASK}/plex"),
        (f"/{KEY}", f"/{MASK}"),
        (f"/media/{MEDIA_PREFIX}AQJr-_M/vod/a/1/master.m3u8", f"/media/{MASK}/vod/a/1/master.m3u8"),
        (f"/{WEBHOOK_PREFIX}/{KEY}", f"/{MASK}/{MASK}"),
    ],
)
def test_a_key_is_masked_and_the_rest_of_the_path_stays(path: str, shown: str) -> None:
    assert shown_path(path) == shown


def test_a_key_is_masked_in_messages_too() -> None:
    assert (
        mask(f"cannot connect to http://host/scrobble/{KEY}/plex")
        == f"cannot connect to http://host/scrobble/{MASK}/plex"
    )


async def test_no_record_of_a_request_holds_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    router = APIRouter()

    @router.post("/scrobble/{key}")
    async def fail(key: str) -> None:
        raise RuntimeError(f"no scrobble but {len(key)} characters")

    app = create_app(title="t", description="t", routers=[router], errors={}, health=Health())
    async with client_for(app) as client:
        statuses = [
            (await client.post(f"/api/v1/scrobble/{KEY}")).status_code,
            (await client.get(f"/api/v1/scrobble/{KEY}")).status_code,
            (await client.get(f"/unknown/{KEY}")).status_code,
        ]

    assert statuses == [500, 405, 404]
    assert [record.name for record in caplog.records].count("access") == 3
    assert leaks(caplog.records, {"key": KEY}) == []
