"""Pages of dead letters: which are shown, what their forms send, and what the parts of an open page are."""

from typing import Any

import httpx2
import pytest
from services.web.tests.component.test_admin import ADMIN, AT, FORM, META
from services.web.tests.fakes import FakeApi

from web.application.api import ApiError, Reply

pytestmark = pytest.mark.unit

ID = "5e0f3c52-8a4f-5d0e-9d0c-0b1d2f3a4c5d"
URL = f"/admin/dead-letters/{ID}"
LETTER: dict[str, Any] = {
    "id": ID, "reference": "stats/media.imported/3/1742", "service": "stats", "topic": "media.imported", "partition": 3,
    "offset": 1742, "key": "k", "eventId": "e", "eventType": "media.imported.v1", "code": "malformed_body",
    "reason": "kind: <b>must</b> be known", "rejectedAt": AT, "status": "open", "note": "", "requestedBy": None,
    "requestedAt": None, "handledAt": None, "failure": "", "rejections": 2, "payloadBytes": 18,
    "headers": [{"name": "ce_type", "value": "media.imported.v1"}], "payloadTruncated": False,
    "payload": '{"kind": "<i>"}',
}  # fmt: skip


async def test_open_letters_are_shown_and_filters_are_passed_on(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/dead-letters", Reply(200, [LETTER], META))
    page = await http.get("/admin/dead-letters", headers=ADMIN)
    assert api.calls[-1].query == {"status": "open", "limit": 30, "offset": "0"}
    for text in (f'href="{URL}">media.imported 3/1742', "malformed_body", "&lt;b&gt;must", "1 hour ago"):
        assert text in page.text
    assert "selection/redrive" not in page.text, "an action on all letters needs a condition"
    page = await http.get("/admin/dead-letters?service=stats&code=malformed_body", headers=ADMIN)
    assert api.calls[-1].query["service"] == "stats"
    assert "/admin/dead-letters/selection/redrive" in page.text
    await http.get("/admin/dead-letters?status=", headers=ADMIN)
    assert "status" not in api.calls[-1].query


async def test_no_letters_are_good_news(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on("admin/dead-letters", Reply(200, [], {**META, "total": 0}))
    assert "No event waits" in (await http.get("/admin/dead-letters", headers=ADMIN)).text
    assert "No dead letter matches" in (await http.get("/admin/dead-letters?topic=x", headers=ADMIN)).text


async def test_a_letter_shows_the_event(http: httpx2.AsyncClient, api: FakeApi) -> None:
    api.on(f"admin/dead-letters/{ID}", Reply(200, LETTER))
    page = (await http.get(URL, headers=ADMIN)).text
    for text in ("rejected 2 times", "18 bytes", "&#34;kind&#34;: &#34;&lt;i&gt;&#34;", "stats/media.imported/3/1742"):
        assert text in page
    assert f'action="{URL}/redrive" data-confirm=' in page
    api.on(f"admin/dead-letters/{ID}", Reply(200, LETTER | {"payload": None, "failure": "no body"}))
    page = (await http.get(URL, headers=ADMIN)).text
    assert "too large to keep" in page
    assert "no effect: no body" in page


async def test_a_letter_in_progress_is_read_again_until_it_is_handled(http: httpx2.AsyncClient, api: FakeApi) -> None:
    requested = {"requestedBy": "u1", "requestedAt": AT}
    for status, is_read_again in (("redriving", True), ("redriven", False)):
        api.on(f"admin/dead-letters/{ID}", Reply(200, LETTER | requested | {"status": status}))
        part = await http.get(URL, headers={**ADMIN, "HX-Request": "true"})
        assert "<html" not in part.text
        assert (f'hx-get="{URL}"' in part.text) == is_read_again
        assert "/redrive" not in part.text


@pytest.mark.parametrize("action", ["redrive", "discard"])
async def test_an_action_is_sent_with_its_note(http: httpx2.AsyncClient, api: FakeApi, action: str) -> None:
    api.on(f"admin/dead-letters/{ID}/{action}", Reply(202, LETTER), "POST")
    api.on(f"admin/dead-letters/{action}", Reply(202, {"letters": 3}), "POST")
    done = await http.post(f"{URL}/{action}", data={**FORM, "note": " fixed "}, headers=ADMIN)
    assert (done.status_code, done.headers["location"]) == (303, URL)
    assert api.calls[-1].json == {"note": "fixed"}
    await http.post(f"{URL}/{action}", data=FORM, headers=ADMIN)
    assert api.calls[-1].json == {"note": None}
    form = {**FORM, "service": "stats", "topic": "", "code": "empty"}
    done = await http.post(f"/admin/dead-letters/selection/{action}", data=form, headers=ADMIN)
    assert done.headers["location"] == "/admin/dead-letters"
    assert api.calls[-1].json == {"service": "stats", "topic": None, "code": "empty", "note": None}


async def test_an_unknown_action_and_one_after_another_are_refused(http: httpx2.AsyncClient, api: FakeApi) -> None:
    for address in (f"{URL}/erase", "/admin/dead-letters/selection/erase"):
        assert (await http.post(address, data=FORM, headers=ADMIN)).status_code == 404
    handled = ApiError(409, "DEAD_LETTER_HANDLED", "Conflict: the dead letter is discarded already")
    api.on(f"admin/dead-letters/{ID}/redrive", handled, "POST")
    assert (await http.post(f"{URL}/redrive", data=FORM, headers=ADMIN)).status_code == 409
