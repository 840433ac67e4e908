"""Videos of Subsonic as files, and its refusals: pure.

Shapes: `getVideos`, `ping` and `error` of the Subsonic API 1.16.1 (https://www.subsonic.org/pages/api.jsp) and of
OpenSubsonic (https://opensubsonic.netlify.app/docs/), as JSON (`f=json`).
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sources.domain.files.listed import ListedFile, Streams
from sources.domain.media_sources.errors import SourceFailed
from sources.infrastructure.servers.failures import invalid
from sources.infrastructure.servers.reading.json_fields import (
    Object,
    document,
    inner,
    instant,
    number_within,
    required_text,
    text,
    whole,
)
from sources.infrastructure.servers.reading.stated import fingerprint, server_name

_CODES: Final[Mapping[int, str]] = {
    40: "credentials_refused",
    41: "credentials_refused",
    42: "credentials_refused",
    43: "credentials_refused",
    44: "credentials_refused",
    50: "credentials_refused",
    60: "credentials_refused",
    70: "not_found",
}
_LONGEST_REASON: Final = 200


def reply(body: bytes) -> Object:
    """Return the content of a response; raise SourceFailed for an error, which has status 200."""
    content = inner(document(body, "a subsonic-response"), "subsonic-response")
    if content.get("status") == "ok":
        return content
    error: Any = content.get("error")
    code = whole(error, "code") if isinstance(error, dict) else None
    if code is None:
        raise invalid("the status ok, or an error with a code")
    reason = (text(error, "message") or "no reason")[:_LONGEST_REASON]
    raise SourceFailed(_CODES.get(code, "invalid_response"), f"the server refuses it: {reason} (error {code})")


def files_of(content: Object) -> Iterator[ListedFile]:
    """Yield the files of the videos of a response, in the order of their ids."""
    listed = inner(content, "videos").get("video", ())
    # Some servers write a list of one as the thing itself.
    videos = [listed] if isinstance(listed, dict) else listed
    if not isinstance(videos, list | tuple) or not all(isinstance(video, dict) for video in videos):
        raise invalid("the list video of objects")
    for video in sorted(videos, key=lambda video: required_text(video, "id")):
        if video.get("isDir") is not True:
            yield _file_of(video)


def _file_of(video: Object) -> ListedFile:
    video_id, size = required_text(video, "id"), whole(video, "size") or 0
    path = text(video, "path") or f"{text(video, 'title') or video_id}.{text(video, 'suffix') or 'mkv'}"
    modified_at, seconds = instant(video, "created"), whole(video, "duration")
    streams = Streams(
        duration_ms=None if seconds is None else min(seconds, 10**9) * 1000,
        width=number_within(video, "originalWidth", 1, 100_000),
        height=number_within(video, "originalHeight", 1, 100_000),
    )
    return ListedFile(
        path=video_id,
        name=server_name(path),
        bytes=size,
        modified_at=modified_at,
        fingerprint=fingerprint(f"{modified_at} {path}", size, None, streams),
        streams=streams,
    )
