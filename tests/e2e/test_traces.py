"""One trace leads from the request of an import to the row in the catalog, to a notification, and to its delivery."""

import secrets
from functools import partial
from uuid import uuid4

import httpx2
import pytest

from cases import Cases
from contracts.identity import media_id
from receivers import Collector, ReceivedSpan, Receiver, browser
from stacks import Stack, eventually
from user_data import registered

pytestmark = pytest.mark.e2e

NUMBER = 65_708
SHOW = media_id("show", NUMBER)


def line(tree: dict[str, ReceivedSpan], span: ReceivedSpan) -> list[str]:
    """Return what leads from the beginning of a trace to a span: services with names, transactions left out."""
    above = tree.get(span.parent_id)
    names = [] if above is None else line(tree, above)
    return names if span.name == "transaction" else [*names, f"{span.service}: {span.name}"]


def test_an_import_is_one_trace(
    stack: Stack, providers: Cases, collector: Collector, receiver_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    trace_id, span_id, request = secrets.token_hex(16), secrets.token_hex(8), f"trace-{uuid4().hex[:12]}"
    sent = {"traceparent": f"00-{trace_id}-{span_id}-01", "x-request-id": request}
    assert providers.sync("show", NUMBER, force=True)["status"] == "ready"
    with (
        httpx2.Client(base_url=f"{stack.gateway}/api/v1", timeout=30, trust_env=False) as api,
        Receiver(receiver_port).running() as browsers,
    ):
        user = registered(api, f"user_{uuid4().hex[:8]}")

        def create(path: str, body: object) -> None:
            response = eventually(partial(api.post, path, json=body, headers=user), lambda it: it.status_code != 404)
            assert response.status_code < 300, response.text

        create(f"/me/subscriptions/{SHOW}", {"trigger": "status_changed"})
        create("/notifications/targets/webpush", browser(receiver_port))
        hook = {"url": f"http://127.0.0.1:{receiver_port}/hook", "eventTypes": ["subscription.triggered"]}
        create("/notifications/webhooks", hook)
        stack.settle()
        providers.edit("tmdb", f"/tv/{NUMBER}", {"status": "Canceled"})
        refresh = {"tmdbId": NUMBER, "type": "show", "force": True}
        accepted = providers.api.post("/ingestion/sync", json=refresh, headers=sent)
        assert accepted.status_code == 202
        assert accepted.headers["x-request-id"] == request
        eventually(lambda: browsers.at("/push") and browsers.at("/hook"), bool)

        names = {
            "catalog: apply media.imported",
            "notifications: apply subscription.triggered",
            "notifications: deliver webpush",
            "notifications: deliver webhook",
        }

        def received() -> list[ReceivedSpan]:
            return collector.spans(trace_id)

        def is_complete(spans: list[ReceivedSpan]) -> bool:
            ids = {span.span_id for span in spans} | {span_id}
            shown = {f"{span.service}: {span.name}" for span in spans}
            return names <= shown and all(span.parent_id in ids for span in spans)

        spans = eventually(received, is_complete)

    tree = {span.span_id: span for span in spans}
    lines = {f"{span.service}: {span.name}": line(tree, span) for span in spans}
    begun = ["gateway: POST /api/v1/ingestion", "ingestion: POST /api/v1/ingestion/sync", "ingestion: job sync-show"]
    published = [*begun, "ingestion: publish media.changed"]
    triggered = [*published, "library: apply media.changed", "library: publish subscription.triggered"]
    assert lines["catalog: apply media.imported"] == [
        *begun,
        "ingestion: publish media.imported",
        "catalog: apply media.imported",
    ]
    applied = [*triggered, "notifications: apply subscription.triggered"]
    assert lines["notifications: apply subscription.triggered"] == applied
    for delivered in ("notifications: deliver webpush", "notifications: deliver webhook"):
        assert lines[delivered] == [*applied, delivered]

    calls = [span for span in spans if span.name.startswith("GET ") and "server.address" in span.attributes]
    assert {span.attributes["url.path"] for span in calls} >= {f"/tmdb/3/tv/{NUMBER}"}
    texts = [value for span in spans for value in span.attributes.values()]
    assert not any("api_key" in text or "apikey" in text for text in texts)
    [run] = [span for span in spans if span.name == "job sync-show"]
    assert run.attributes["marquee.job.outcome"] == "ready"
    written = [span for span in spans if span.name == "transaction" and span.parent_id == run.span_id]
    assert all(int(span.attributes["marquee.db.statements"]) >= 2 for span in written), written
    shown = stack.marquee("trace", request)
    with capsys.disabled():
        print(f"\n{shown.stdout}")
    assert shown.returncode == 0, shown.stderr
    assert request in shown.stdout
    assert {"media.imported.v1", "media.changed.v1", "subscription.triggered.v1"} <= set(shown.stdout.split())
    unknown = stack.marquee("trace", "unknown-request")
    assert unknown.returncode == 1
    assert "nothing in" in unknown.stderr
