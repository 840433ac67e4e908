"""What the API says of videos and their uploads, as pages of editors get it."""

from typing import Any, Final

from services.web.tests.fakes import FakeApi
from services.web.tests.title_data import MOVIE_ID, listed
from services.web.tests.watch_data import AT, SESSION_ID

from web.application.api import Reply

ASSET_ID: Final = "6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"
UPLOAD_ID: Final = "0199a2f3-72c1-7e63-b4d5-6f7081929394"
JOB_ID: Final = "0199a2f3-72c1-7e63-b4d5-6f7081929395"
SUBTITLE_ID: Final = "0199a2f3-72c1-7e63-b4d5-6f7081929396"
META: Final = {"count": 1, "total": None, "limit": 30, "offset": 0, "hasMore": False, "nextCursor": None}
ASSET: Final = f"admin/playback/assets/{ASSET_ID}"


def version(number: int = 1, status: str = "ready", **values: Any) -> dict[str, Any]:
    """Return a version of a video."""
    fixed = {
        "number": number,
        "status": status,
        "encryption": "cbcs",
        "sourceBytes": 1_073_741_824,
        "bytes": 734_003_200,
        "durationMs": 5_405_000,
        "reasonCode": None,
        "reason": None,
        "createdAt": AT,
        "readyAt": AT,
    }
    return {**fixed, **values}


def asset(**values: Any) -> dict[str, Any]:
    """Return a video of a movie."""
    fixed = {
        "id": ASSET_ID,
        "subject": MOVIE_ID,
        "mediaItemId": MOVIE_ID,
        "access": "plan",
        "regions": ["PL", "UA"],
        "beginsAt": "2026-11-01T00:00:00Z",
        "endsAt": None,
        "currentVersion": 1,
        "revision": 7,
        "createdAt": AT,
        "updatedAt": AT,
        "versions": [version()],
    }
    return {**fixed, **values}


def upload(status: str = "open", **values: Any) -> dict[str, Any]:
    """Return an upload of three parts, one of which is stored."""
    fixed = {
        "id": UPLOAD_ID,
        "assetId": ASSET_ID,
        "purpose": "video",
        "fileName": 'the "movie".mkv',
        "size": 40_000_000,
        "partSize": 16_777_216,
        "parts": 3,
        "language": None,
        "kind": None,
        "label": None,
        "encryption": "cbcs",
        "status": status,
        "reasonCode": None,
        "reason": None,
        "version": None,
        "createdBy": SESSION_ID,
        "createdAt": AT,
        "expiresAt": AT,
        "stored": [{"number": 1, "size": 16_777_216}],
    }
    return {**fixed, **values}


def job(status: str = "processing", **values: Any) -> dict[str, Any]:
    """Return a job of a video."""
    fixed = {
        "id": JOB_ID,
        "kind": "process-version",
        "status": status,
        "done": 250,
        "total": 1_000,
        "attempts": 1,
        "reasonCode": None,
        "reason": None,
        "parent": None,
        "finishedAt": None,
        "createdAt": AT,
        "updatedAt": AT,
    }
    return {**fixed, **values}


def keep_videos(api: FakeApi) -> None:
    """Let the API know a movie with a video, and an upload of it."""
    summary = {"sessions": 4, "startup": {"p50Ms": 780}, "rebufferRatio": 0.004}
    subtitle = {"id": SUBTITLE_ID, "language": "uk", "label": "Українська", "kind": "captions", "bytes": 48_213}
    api.on("catalog/titles", Reply(200, [listed(mediaItemId=MOVIE_ID)]))
    api.on("admin/playback/assets", Reply(200, [asset(status="ready", unpublishedAt=None)], META))
    api.on(ASSET, Reply(200, asset()))
    api.on(f"{ASSET}/jobs", Reply(200, []))
    api.on(f"{ASSET}/subtitles", Reply(200, [{**subtitle, "createdAt": AT}]))
    api.on(f"{ASSET}/quality", Reply(200, {"total": summary, "days": []}))
    api.on("admin/playback/uploads", Reply(200, [upload()], META))
    api.on(f"admin/playback/uploads/{UPLOAD_ID}", Reply(200, upload()))
