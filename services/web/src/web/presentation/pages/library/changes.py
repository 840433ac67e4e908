"""A change of what the user has of a title: what was done, whether it failed, and how it is undone."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from starlette.datastructures import FormData
from starlette.responses import Response

from web.application.api import ApiError, invalid_field
from web.presentation.visits import Visit

STATES: Final = ("planned", "watching", "completed", "paused", "dropped")
TRIGGERS: Final = {
    "movie": ("release", "on_streaming", "rising", "status_changed"),
    "show": ("new_episode", "new_season", "on_streaming", "rising", "status_changed"),
}
FOUND: Final = 8
"""Titles that a search within a form offers."""
SAVED: Final = ("for_later", "considering")


@dataclass(frozen=True, slots=True)
class Done:
    """What a form has done: the key of its text, values of the text, and what undoes it."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)
    plays: Sequence[str] = ()
    mark: str = ""

    @property
    def can_be_undone(self) -> bool:
        """Return whether the user is offered to undo it."""
        return bool(self.plays or self.mark)


async def changed(
    visit: Visit,
    change: Callable[[FormData], Awaitable[Done]],
    page: Callable[[Done | None, str], Awaitable[Response]],
    fallback: str = "/my",
) -> Response:
    """Return the open part after a change, or with the reason of its rejection; without scripts, the page before."""
    form = await visit.form()
    try:
        done = await change(form)
    except ApiError as error:
        if not visit.is_fragment or error.status in (401, 404):
            raise
        return await page(None, visit.reason(error))
    return await page(done, "") if visit.is_fragment else visit.back(done.text, fallback)


async def marked(visit: Visit, media_id: UUID, kind: str, change: dict[str, Any], done: Done) -> Done:
    """Change the entry of a title, and return what was done with the mark by which it is undone."""
    await visit.call("PATCH", f"user-media/{media_id}", json=change)
    marks = (await visit.part("me/marks", mediaItemId=str(media_id), limit=1)).data or []
    mark = marks[0]["id"] if marks and marks[0]["kind"] == kind else ""
    return Done(done.text, done.values, done.plays, mark)


async def played(visit: Visit, plays: Sequence[dict[str, Any]], done: Done) -> Done:
    """Record plays, at most 100, and return what was done with the plays by which it is undone."""
    reply = await visit.call("POST", "me/plays/batch", json={"plays": list(plays)})
    return Done(done.text, done.values, [play["id"] for play in reply.data["plays"]])


async def undone(visit: Visit, form: FormData) -> Done:
    """Retract the plays and the mark that a form names."""
    if plays := plays_of(form):
        await visit.call("POST", "me/plays/removals", json={"playIds": plays})
    if mark := str(form.get("mark") or ""):
        await visit.call("DELETE", f"me/marks/{id_of(mark)}")
    return Done("library.did_undo")


def plays_of(form: FormData) -> list[str]:
    """Return the ids of the plays that a form names."""
    return [play for play in str(form.get("plays") or "").split(",") if play]


def id_of(text: str) -> UUID:
    """Return the id that a form names; raise ApiError (400)."""
    try:
        return UUID(text)
    except ValueError as error:
        raise invalid_field("id", "uuid_parsing") from error


async def found_titles(visit: Visit, text: str) -> list[dict[str, Any]]:
    """Return movies and shows by a text that the user has typed."""
    if not text:
        return []
    result = await visit.part("search", q=text, type="movie,show", limit=FOUND, language=visit.viewer.language)
    return [title for title in result.data or [] if title["mediaId"]]


def one_of(form: FormData, name: str, allowed: Sequence[str]) -> str:
    """Return a field of a form; raise ApiError (400) for a value that no form of ours sends."""
    value = str(form.get(name) or "")
    if value not in allowed:
        raise invalid_field(name, "enum", allowed=list(allowed))
    return value


def rating_of(form: FormData, scale: str) -> dict[str, Any]:
    """Return the change that a form of ratings makes; an empty rating removes it."""
    text = str(form.get("rating") or "").strip()
    if not text:
        return {"rating": None}
    try:
        value = float(text)
    except ValueError as error:
        raise invalid_field("rating", "float_parsing") from error
    return {"scale": scale, "rating": value}


def tags_of(text: str) -> list[str]:
    """Return the tags of a field, which commas divide."""
    return [tag for tag in (part.strip() for part in text.split(",")) if tag]
