"""Starting a session: what the response has, and every reason to refuse."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import OTHER, USER, outcome
from services.playback.tests.integration.sessions.conftest import KYIV, NOWHERE, WARSAW, OpenSite, Site
from services.playback.tests.playing import MEDIA, MINUTES_48

from chassis.testing.clock import NOON
from objects.prefix_tokens import PrefixTokenKeys
from playback.domain.assets.asset import Access, Availability, Subtitle, VersionStatus, subtitles_prefix
from playback.domain.assets.subject import Subject

pytestmark = pytest.mark.integration

EPISODE, AFTER, LATER = Subject(MEDIA, 2, 5), Subject(MEDIA, 2, 6), Subject(MEDIA, 3, 1)
MOVIE = Subject(UUID(int=77))
DAY = timedelta(days=1)


def error_of(response: Any) -> dict[str, Any]:
    error: dict[str, Any] = response.json()["error"]
    return error


async def test_response_has_all_that_a_player_needs(site: Site) -> None:
    asset = await site.playable(EPISODE, encryption="cbcs", media={"chapters": [{"title": "Begin"}]})
    await site.playable(LATER)
    await site.playable(AFTER)
    async with site.container.units.begin() as work:
        file = f"{subtitles_prefix(asset.id)}{uuid4()}.vtt"
        subtitle = Subtitle(
            id=uuid4(),
            asset_id=asset.id,
            language="uk",
            label="Українська",
            kind="subtitles",
            file=file,
            bytes=10,
            created_at=NOON,
        )
        await work.assets.save_subtitle(subtitle)
    response = await site.start(EPISODE, {"deviceName": "Living Room"})
    assert response.status_code == 201, response.text
    assert response.headers["cache-control"] == "private, no-store"
    data = response.json()["data"]
    base, _, master = data["manifests"]["hls"].partition("/vod/")
    assert master == f"{asset.id}/1/master.m3u8"
    assert data["manifests"]["dash"] == f"{base}/vod/{asset.id}/1/manifest.mpd"
    assert data["thumbnails"] == f"{base}/vod/{asset.id}/1/thumbnails.vtt"
    assert data["chapters"] == f"{base}/vod/{asset.id}/1/chapters.vtt"
    assert data["subtitles"] == [
        {"language": "uk", "label": "Українська", "kind": "subtitles", "url": f"{base}/{file}"}
    ]
    session = data["sessionId"]
    assert data["licenseUrl"] == f"/api/v1/playback/licenses/clearkey?session={session}"
    assert data["nextEpisode"] == {"subject": str(AFTER), "season": 2, "episode": 6}
    assert (data["heartbeatSeconds"], data["resumePositionMs"], data["durationMs"]) == (10, 0, MINUTES_48)
    assert data["expiresAt"] == "2026-11-21T18:00:00Z"
    keys = PrefixTokenKeys.parse(site.container.settings.delivery_keys.get_secret_value())
    token = keys.verify(base.removeprefix("/media/"), now=int(NOON.timestamp()))
    assert (token.user_id, token.session_id, token.auth_session_id) == (USER, UUID(session), site.sign_ins[USER])


async def test_last_episode_has_no_next_one_and_specials_do_not_lead_into_a_season(site: Site) -> None:
    await site.entitle(streams=9)
    for subject in (Subject(MEDIA, 0, 1), LATER, MOVIE):
        await site.playable(subject)
        assert (await site.start(subject)).json()["data"]["nextEpisode"] is None, subject


async def test_what_cannot_be_played_is_not_found(site: Site) -> None:
    assert outcome(await site.start(MOVIE)) == (404, "NOT_PLAYABLE")
    for subject, status in ((EPISODE, VersionStatus.PROCESSING), (LATER, VersionStatus.FAILED)):
        await site.playable(subject, status=status)
        assert outcome(await site.start(subject)) == (404, "NOT_PLAYABLE"), status


@pytest.mark.parametrize(
    ("availability", "address", "refusal", "details"),
    [
        (Availability(begins_at=NOON + DAY), KYIV, "NOT_AVAILABLE_YET", {"beginsAt": "2026-11-22T12:00:00+00:00"}),
        (Availability(ends_at=NOON), KYIV, "AVAILABILITY_ENDED", {"endedAt": "2026-11-21T12:00:00+00:00"}),
        (Availability(frozenset({"UA"})), WARSAW, "REGION_NOT_AVAILABLE", {"country": "PL"}),
        (Availability(frozenset({"UA"})), NOWHERE, "REGION_NOT_AVAILABLE", {"country": None}),
        (Availability(frozenset({"UA"})), KYIV, None, None),
        (Availability(frozenset({"UA", "PL"}), NOON, NOON + DAY), WARSAW, None, None),
        (Availability(), NOWHERE, None, None),
    ],
)
async def test_when_and_where_a_video_can_be_played(
    site: Site, availability: Availability, address: str, refusal: str | None, details: dict[str, Any] | None
) -> None:
    await site.playable(EPISODE, availability=availability)
    response = await site.start(EPISODE, address=address)
    if refusal is None:
        assert response.status_code == 201
    else:
        assert outcome(response) == (403, refusal)
        assert error_of(response)["details"] == details


async def test_operator_decides_about_unknown_countries(open_site: OpenSite) -> None:
    for settings, status in (({}, 403), ({"unknown_country": "allow"}, 201)):
        site = await open_site(location_file=None, **settings)
        await site.playable(EPISODE, availability=Availability(frozenset({"UA"})))
        assert (await site.start(EPISODE)).status_code == status, settings


async def test_body_states_no_region(site: Site) -> None:
    await site.playable(EPISODE, availability=Availability(frozenset({"UA"})))
    assert outcome(await site.start(EPISODE, {"region": "UA"}, address=WARSAW)) == (400, "VALIDATION_ERROR")


async def test_video_of_a_plan_needs_one_that_is_valid(site: Site) -> None:
    await site.playable(EPISODE, Access.PLAN)
    assert outcome(await site.start(EPISODE)) == (403, "PLAN_REQUIRED")
    await site.entitle(plan="free")
    response = await site.start(EPISODE)
    assert (outcome(response), error_of(response)["details"]) == ((403, "PLAN_REQUIRED"), {"mediaItemId": str(MEDIA)})
    await site.entitle(version=2)
    assert (await site.start(EPISODE)).status_code == 201
    site.clock.instant = NOON + 30 * DAY
    assert outcome(await site.start(EPISODE)) == (403, "PLAN_REQUIRED")


async def test_sold_title_needs_a_purchase_of_it(site: Site) -> None:
    await site.entitle(streams=9)
    await site.playable(MOVIE, Access.PURCHASE)
    assert outcome(await site.start(MOVIE)) == (403, "PURCHASE_REQUIRED")
    await site.sell(MEDIA)
    await site.sell(MOVIE.media_id, user=OTHER)
    await site.sell(MOVIE.media_id, is_revoked=True)
    await site.sell(MOVIE.media_id, valid_until=NOON)
    assert outcome(await site.start(MOVIE)) == (403, "PURCHASE_REQUIRED")
    await site.sell(MOVIE.media_id, is_started=True, valid_until=NOON + timedelta(hours=1))
    rented = (await site.start(MOVIE)).json()["data"]
    assert rented["expiresAt"] == "2026-11-21T13:00:00Z"
    await site.sell(MOVIE.media_id)
    assert (await site.start(MOVIE)).json()["data"]["expiresAt"] == "2026-11-21T18:00:00Z"


async def test_rental_that_is_not_started_has_its_whole_time(site: Site) -> None:
    await site.playable(MOVIE, Access.PURCHASE)
    await site.sell(MOVIE.media_id, valid_until=NOON + timedelta(minutes=1))
    assert (await site.start(MOVIE)).json()["data"]["expiresAt"] == "2026-11-21T18:00:00Z"


async def test_purchase_suffices_for_a_title_of_a_plan(site: Site) -> None:
    await site.playable(MOVIE, Access.PLAN)
    await site.sell(MOVIE.media_id)
    assert (await site.start(MOVIE)).status_code == 201


async def test_operator_may_require_registered_devices(open_site: OpenSite) -> None:
    site = await open_site(device_required=True)
    await site.playable(EPISODE)
    assert outcome(await site.start(EPISODE)) == (403, "DEVICE_REQUIRED")
    assert (await site.start(EPISODE, device=uuid4())).status_code == 201


async def test_without_delivery_keys_nothing_begins(open_site: OpenSite) -> None:
    site = await open_site(delivery_keys="")
    await site.playable(EPISODE)
    assert outcome(await site.start(EPISODE)) == (503, "DELIVERY_UNAVAILABLE")
    assert (await site.request("GET", "playback/sessions")).json()["data"] == []


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("x", {}),
        (f"{MEDIA}:2x", {}),
        (f"{MEDIA}:2x05", {"deviceName": ""}),
        (f"{MEDIA}:2x05", {"deviceName": "x" * 101}),
        (f"{MEDIA}:2x05", {"deviceName": "a\0b"}),
        (f"{MEDIA}:2x05", {"replaces": "1"}),
        (f"{MEDIA}:2x05", []),
    ],
)
async def test_invalid_input_is_named(site: Site, subject: str, body: Any) -> None:
    response = await site.request("POST", f"playback/{subject}/session", body)
    assert outcome(response) == (400, "VALIDATION_ERROR")


async def test_repetition_does_not_return_a_session_without_heartbeats(site: Site) -> None:
    await site.playable(EPISODE)
    assert (await site.start(EPISODE, key="k")).status_code == 201
    site.clock.instant = NOON + timedelta(seconds=90)
    response = await site.start(EPISODE, key="k")
    assert outcome(response) == (409, "PLAYBACK_SESSION_ENDED")
    assert error_of(response)["details"] == {"reason": "lost"}


async def test_repetition_with_a_key_returns_the_first_session(site: Site) -> None:
    await site.playable(EPISODE)
    await site.playable(AFTER)
    first = (await site.start(EPISODE, key="k")).json()["data"]
    assert (await site.start(EPISODE, key="k")).json()["data"] == first
    assert outcome(await site.start(AFTER, key="k")) == (409, "IDEMPOTENCY_KEY_REUSED")
    other = (await site.start(EPISODE, key="k", user=OTHER)).json()["data"]
    assert other["sessionId"] != first["sessionId"]
    await site.request("DELETE", f"playback/sessions/{first['sessionId']}")
    response = await site.start(EPISODE, key="k")
    assert outcome(response) == (409, "PLAYBACK_SESSION_ENDED")
    assert error_of(response)["details"] == {"reason": "user"}
