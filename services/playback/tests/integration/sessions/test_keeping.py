"""Heartbeats, positions, lists, and every way in which a session ends."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import EDITOR, OTHER, USER, outcome
from services.playback.tests.integration.sessions.conftest import Site
from services.playback.tests.integration.test_session_store import published
from services.playback.tests.playing import MEDIA, MINUTES_48

from chassis.testing.clock import NOON
from playback.domain.assets.asset import Access, Availability
from playback.domain.assets.subject import Subject
from playback.domain.entitlements.entitlement import SignedOut

pytestmark = pytest.mark.integration

EPISODE = Subject(MEDIA, 2, 5)
ADMIN: dict[str, Any] = {"user": EDITOR, "roles": ["admin"]}
SECOND = timedelta(seconds=1)


async def started(site: Site, subject: Subject = EPISODE, **options: Any) -> str:
    response = await site.start(subject, **options)
    assert response.status_code == 201, response.text
    session_id: str = response.json()["data"]["sessionId"]
    return session_id


async def beat(site: Site, session_id: str, position_ms: int = 1000, **options: Any) -> Any:
    path = f"playback/sessions/{session_id}/heartbeats"
    return (await site.request("POST", path, {"positionMs": position_ms, **options})).json()["data"]


async def ends(site: Site) -> dict[str, str]:
    """Return the reason of each session that was published as ended; fail if one was published twice."""
    events = [event for event in await published(site.container) if event["topic"] == "playback.session.ended"]
    reasons = {event["sessionId"]: event["reason"] for event in events}
    assert len(reasons) == len(events)
    return reasons


async def test_video_is_resumed_where_it_ended_and_from_the_beginning_once_watched(site: Site) -> None:
    await site.playable(EPISODE)
    for position, resumed in ((610_000, 610_000), (MINUTES_48 * 9 // 10 - 1, 2_591_999), (MINUTES_48 * 9 // 10, 0)):
        session = await started(site)
        ended = await site.request("DELETE", f"playback/sessions/{session}?positionMs={position}")
        assert ended.status_code == 204
        site.clock.instant += SECOND
        response = await site.start(EPISODE)
        assert response.json()["data"]["resumePositionMs"] == resumed, position
        await site.request("DELETE", f"playback/sessions/{response.json()['data']['sessionId']}")
        site.clock.instant += SECOND


async def test_heartbeats_keep_a_session(site: Site) -> None:
    await site.playable(EPISODE)
    session = await started(site)
    for _ in range(5):
        site.clock.instant += 60 * SECOND
        assert await beat(site, session, 5000, state="paused") == {"ended": False, "reason": None, "endedAt": None}
    [listed] = (await site.request("GET", "playback/sessions")).json()["data"]
    assert (listed["id"], listed["positionMs"], listed["state"]) == (session, 5000, "paused")


async def test_session_of_another_user_is_not_found(site: Site) -> None:
    await site.playable(EPISODE)
    session = await started(site)
    for method, path in (("POST", f"{session}/heartbeats"), ("DELETE", session), ("DELETE", str(uuid4()))):
        body = {"positionMs": 1} if method == "POST" else None
        response = await site.request(method, f"playback/sessions/{path}", body, user=OTHER)
        assert outcome(response) == (404, "PLAYBACK_SESSION_NOT_FOUND"), path
    assert (await beat(site, session))["ended"] is False


@pytest.mark.parametrize("body", [{}, {"positionMs": -1}, {"positionMs": 1.5}, {"positionMs": 1, "state": "ended"}])
async def test_invalid_heartbeat_is_refused(site: Site, body: Any) -> None:
    assert outcome(await site.request("POST", f"playback/sessions/{uuid4()}/heartbeats", body)) == (
        400,
        "VALIDATION_ERROR",
    )


async def test_administrators_see_and_end_sessions(site: Site) -> None:
    asset = await site.playable(EPISODE)
    mine, theirs = await started(site), await started(site, user=OTHER)
    assert outcome(await site.request("GET", "admin/playback/sessions", user=EDITOR, roles=["editor"])) == (
        403,
        "FORBIDDEN",
    )
    page = (await site.request("GET", f"admin/playback/sessions?userId={OTHER}&assetId={asset.id}", **ADMIN)).json()
    assert [(one["id"], one["userId"], one["country"]) for one in page["data"]] == [(theirs, str(OTHER), "UA")]
    page = (await site.request("GET", "admin/playback/sessions?limit=1", **ADMIN)).json()
    assert (len(page["data"]), page["meta"]["hasMore"]) == (1, True)
    for _ in range(2):
        assert (await site.request("DELETE", f"admin/playback/sessions/{theirs}", **ADMIN)).status_code == 204
    assert await ends(site) == {theirs: "administrator"}
    unknown = await site.request("DELETE", f"admin/playback/sessions/{uuid4()}", **ADMIN)
    assert outcome(unknown) == (404, "PLAYBACK_SESSION_NOT_FOUND")
    assert (await beat(site, mine))["ended"] is False


async def test_user_ends_a_session_once(site: Site) -> None:
    await site.playable(EPISODE)
    session = await started(site)
    for _ in range(2):
        assert (await site.request("DELETE", f"playback/sessions/{session}")).status_code == 204
    assert await ends(site) == {session: "user"}
    assert (await beat(site, session))["reason"] == "user"


async def test_sign_out_ends_the_sessions_of_its_sign_in_and_lets_none_begin(site: Site) -> None:
    await site.entitle(streams=2)
    await site.playable(EPISODE)
    gone, stays = uuid4(), uuid4()
    first, second = await started(site, sign_in=gone), await started(site, sign_in=stays)
    async with site.container.units.begin() as work:
        revoked = SignedOut(gone, USER, NOON + timedelta(minutes=15))
        await site.container.application.sessions.entitlements.signed_out(work, [revoked, revoked])
    assert await ends(site) == {first: "signed_out"}
    assert outcome(await site.start(EPISODE, sign_in=gone)) == (401, "UNAUTHORIZED")
    assert (await beat(site, second))["ended"] is False


async def test_lost_plan_ends_what_needs_one_unless_a_later_plan_has_granted_it(site: Site) -> None:
    await site.entitle(streams=9)
    free, movie = Subject(UUID(int=5)), Subject(UUID(int=6))
    for subject, access in ((EPISODE, Access.PLAN), (free, Access.FREE), (movie, Access.PLAN)):
        await site.playable(subject, access)
    paid, unpaid, theirs = await started(site), await started(site, free), None
    await site.entitle(user=OTHER)
    theirs = await started(site, user=OTHER)
    site.clock.instant += SECOND
    await site.entitle(plan="free", version=2)
    assert await ends(site) == {paid: "entitlement_lost"}
    await site.entitle(version=4, streams=9)
    again = await started(site, movie)
    await site.entitle(plan="free", version=3)
    assert await ends(site) == {paid: "entitlement_lost"}
    for session, user in ((unpaid, USER), (again, USER), (theirs, OTHER)):
        path = f"playback/sessions/{session}/heartbeats"
        assert (await site.request("POST", path, {"positionMs": 1}, user=user)).json()["data"]["ended"] is False


async def test_refunded_purchase_ends_what_it_plays(site: Site) -> None:
    movie = Subject(UUID(int=6))
    await site.playable(movie, Access.PURCHASE)
    purchase = await site.sell(movie.media_id)
    session = await started(site, movie)
    site.clock.instant += SECOND
    async with site.container.units.begin() as work:
        refunded = replace(purchase, version=2, is_revoked=True, changed_at=site.clock.now())
        await site.container.application.sessions.entitlements.purchased(work, [purchase, refunded, purchase])
    assert await ends(site) == {session: "entitlement_lost"}
    assert outcome(await site.start(movie)) == (403, "PURCHASE_REQUIRED")


async def test_sweep_ends_what_is_lost_has_expired_or_is_unpublished(site: Site) -> None:
    await site.entitle(streams=9)
    gone = await site.playable(Subject(UUID(int=6)))
    rented = Subject(UUID(int=7))
    for subject, access in ((EPISODE, Access.FREE), (rented, Access.PURCHASE)):
        await site.playable(subject, access)
    await site.sell(rented.media_id, is_started=True, valid_until=NOON + 90 * SECOND)
    lost = await started(site)
    site.clock.instant += 30 * SECOND
    unpublished, expired, lives = await started(site, gone.subject), await started(site, rented), await started(site)
    async with site.container.units.begin() as work:
        await work.assets.save(replace(gone, current_version=None, unpublished_at=NOON))
    site.clock.instant += 60 * SECOND
    await site.container.application.sessions.end_stale()
    assert await ends(site) == {lost: "lost", unpublished: "unpublished", expired: "expired"}
    assert (await beat(site, lives))["ended"] is False


async def test_sweep_ends_what_an_asset_does_not_permit_any_more(site: Site) -> None:
    await site.entitle(streams=9)
    allowed = {
        "unpublished": Availability(ends_at=NOON + SECOND),
        "entitlement_lost": Availability(),
        "": Availability(frozenset({"UA"}), NOON, NOON + 90 * SECOND),
    }
    assets = [await site.playable(Subject(uuid4()), availability=one) for one in allowed.values()]
    sessions = [await started(site, asset.subject) for asset in assets]
    moved = await site.playable(Subject(uuid4()))
    abroad = await started(site, moved.subject)
    async with site.container.units.begin() as work:
        await work.assets.save(replace(assets[1], access=Access.PLAN))
        await work.assets.save(replace(moved, availability=Availability(frozenset({"PL"}))))
    site.clock.instant += SECOND
    await site.container.application.sessions.end_stale()
    reasons = dict(zip(sessions, allowed, strict=True)) | {abroad: "unpublished"}
    assert await ends(site) == {session: reason for session, reason in reasons.items() if reason}


async def test_heartbeat_after_the_end_of_a_rental_says_that_it_has_expired(site: Site) -> None:
    movie = Subject(UUID(int=7))
    await site.playable(movie, Access.PURCHASE)
    await site.sell(movie.media_id, is_started=True, valid_until=NOON + 60 * SECOND)
    session = await started(site, movie)
    site.clock.instant += 60 * SECOND
    assert (await beat(site, session))["reason"] == "expired"
    assert await ends(site) == {session: "expired"}


async def test_nothing_stays_of_an_erased_user(site: Site) -> None:
    await site.entitle()
    await site.playable(EPISODE)
    purchase = await site.sell(MEDIA)
    session = await started(site)
    entitlements = site.container.application.sessions.entitlements
    async with site.container.units.begin() as work:
        await entitlements.erased(work, {USER})
    assert await ends(site) == {session: "user_deleted"}
    async with site.container.units.begin() as work:
        await entitlements.erased(work, {USER})
        await entitlements.purchased(work, [replace(purchase, version=2)])
        standing = await work.entitlements.standing(USER, MEDIA, uuid4())
        assert (standing.entitlement, standing.purchases, standing.is_erased) == (None, [], True)
        assert await work.sessions.find(UUID(session)) is None
    assert outcome(await site.start(EPISODE)) == (403, "ACCOUNT_ERASED")
