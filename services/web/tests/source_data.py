"""What the API says of media sources, as far as pages use it."""

from typing import Any, Final

from services.web.tests.fakes import FakeApi

from web.application.api import Reply

SOURCE_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"
OWNER_ID: Final = "7d9cfb63-6b8d-5f0b-9c1c-2f6c3f1f7a11"
SOURCE: Final = f"sources/{SOURCE_ID}"
AT: Final = "2026-11-30T12:00:00Z"
OUTAGE: Final = {"since": AT, "code": "credentials_refused", "reason": "401 from the server", "until": AT}


def kind_field(name: str, **changes: Any) -> dict[str, Any]:
    """Return a field of a kind."""
    stated = {
        "name": name,
        "type": "text",
        "isRequired": False,
        "isSecret": False,
        "description": f"The {name}",
        "default": None,
        "example": None,
        "choices": [],
        "mostCharacters": 2048,
    }
    return {**stated, **changes}


WEBDAV: Final = {
    "kind": "webdav",
    "configuration": [
        kind_field("url", isRequired=True, example="https://files.example/movies"),
        kind_field("depth", type="integer", default=3),
        kind_field("verify", type="boolean", default=True),
        kind_field("libraries", type="list", default=[]),
        kind_field("mode", choices=["fast", "safe"], default="safe"),
    ],
    "credentials": [kind_field("user", isSecret=True), kind_field("password", isSecret=True, isRequired=True)],
    "isForAdministrators": False,
}


def source(**changes: Any) -> dict[str, Any]:
    """Return a media source."""
    stored = {
        "id": SOURCE_ID,
        "kind": "webdav",
        "name": "Living <room>",
        "visibility": "private",
        "isOwned": True,
        "isPaused": False,
        "configuration": {"url": "https://files.example", "depth": 3, "verify": True, "libraries": [], "mode": "safe"},
        "revision": 4,
        "scannedAt": AT,
        "nextScanAt": AT,
        "outage": None,
    }
    return {**stored, **changes}


def keep_sources(api: FakeApi, **changes: Any) -> None:
    """Let the API know a source, and the kind of it."""
    api.on("sources", Reply(200, [source(**changes)]))
    api.on("sources/kinds", Reply(200, [WEBDAV]))
    api.on(SOURCE, Reply(200, source(**changes)))


FILE_ID: Final = "0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f12"


def scan(status: str = "ready", **changes: Any) -> dict[str, Any]:
    """Return a scan."""
    counted = {"listed": 1200, "new": 40, "changed": 2, "unchanged": 1158, "gone": 3, "recognized": 41}
    stored = {
        "id": FILE_ID,
        "sourceId": SOURCE_ID,
        "status": status,
        "isListing": True,
        "isComplete": True,
        "attempts": 0,
        "reasonCode": None,
        "reason": None,
        "runAt": AT,
        "createdAt": AT,
        "updatedAt": AT,
        "finishedAt": None,
    }
    return {**counted, **stored, **changes}


def file(**changes: Any) -> dict[str, Any]:
    """Return a file of a source."""
    stored = {
        "id": FILE_ID,
        "sourceId": SOURCE_ID,
        "sourceName": "Living <room>",
        "path": "Shows & more/Orchard/Orchard.S01E02.1080p.mkv",
        "name": "Shows & more/Orchard/Orchard.S01E02.1080p.mkv",
        "bytes": 1_610_612_736,
        "title": "Orchard",
        "year": None,
        "season": 1,
        "episodes": [2],
        "quality": "FHD",
        "videoCodec": "H.264",
        "audioCodecs": ["AAC"],
        "languages": ["de"],
        "medium": "BLURAY",
        "edition": None,
        "score": 4.5,
        "match": None,
        "goneAt": None,
    }
    return {**stored, **changes}
