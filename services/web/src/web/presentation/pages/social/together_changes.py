"""What the buttons and forms of a session do."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from starlette.datastructures import FormData

from web.application.api import ApiError
from web.presentation.fields import whole_number
from web.presentation.pages.library.changes import one_of
from web.presentation.visits import Visit

ADDING: Final = ("everyone", "djs")
ROLES: Final = ("host", "dj", "listener")

Change = Callable[[Visit, str, FormData], Awaitable[object]]


async def apply_change(visit: Visit, name: str, path: str, form: FormData) -> None:
    """Change the session with a path of the API; raise KeyError for an unknown change, or ApiError."""
    if name in WHOLE:
        method, place = WHOLE[name]
        await visit.call(method, path + place)
    else:
        await CHANGES[name](visit, path, form)


async def _command(visit: Visit, path: str, form: FormData, action: str, **values: Any) -> None:
    # The playback that the visitor saw: of two who skip at once, one does.
    version = str(form.get("version") or "")
    headers = {"If-Match": f'"{version}"'} if action == "next" and version.isdecimal() else {}
    await visit.call("PUT", f"{path}/playback", json={"action": action, **values}, headers=headers)


async def _play(visit: Visit, path: str, form: FormData) -> None:
    await _command(visit, path, form, "play")


async def _pause(visit: Visit, path: str, form: FormData) -> None:
    await _command(visit, path, form, "pause")


async def _next(visit: Visit, path: str, form: FormData) -> None:
    try:
        await _command(visit, path, form, "next")
    except ApiError as error:
        if error.status != 412:
            raise


async def _seek(visit: Visit, path: str, form: FormData) -> None:
    seconds = whole_number(_text(form, "seconds"))
    await _command(visit, path, form, "seek", positionMs=seconds * 1000 if isinstance(seconds, int) else seconds)


async def _add(visit: Visit, path: str, form: FormData) -> None:
    item: dict[str, str | int] = {name: _text(form, name) for name in ("mediaItemId", "trackId")}
    item |= {name: whole_number(_text(form, name)) for name in ("season", "episode", "durationMs")}
    await visit.call("POST", f"{path}/queue", json={name: value for name, value in item.items() if value != ""})


async def _remove(visit: Visit, path: str, form: FormData) -> None:
    await visit.call("DELETE", f"{path}/queue/{_id(form, 'itemId')}")


async def _move(visit: Visit, path: str, form: FormData) -> None:
    before = _id(form, "before") if form.get("before") else None
    await visit.call("PUT", f"{path}/queue/{_id(form, 'itemId')}", json={"before": before})


async def _role(visit: Visit, path: str, form: FormData) -> None:
    body = {"role": one_of(form, "role", ROLES)}
    await visit.call("PUT", f"{path}/members/{_id(form, 'userId')}", json=body)


async def _kick(visit: Visit, path: str, form: FormData) -> None:
    await visit.call("DELETE", f"{path}/members/{_id(form, 'userId')}")


async def _change(visit: Visit, path: str, form: FormData) -> None:
    body = {"name": str(form.get("name") or ""), "adding": one_of(form, "adding", ADDING)}
    await visit.call("PATCH", path, json=body)


def _id(form: FormData, name: str) -> str:
    try:
        return str(UUID(str(form.get(name) or "")))
    except ValueError as error:
        raise ApiError(404, "RESOURCE_NOT_FOUND") from error


def _text(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()


CHANGES: Final[dict[str, Change]] = {
    "play": _play,
    "pause": _pause,
    "next": _next,
    "seek": _seek,
    "add": _add,
    "remove": _remove,
    "move": _move,
    "role": _role,
    "kick": _kick,
    "change": _change,
}
"""Those that read fields of the form."""
WHOLE: Final = {"code": ("POST", "/code"), "leave": ("POST", "/leave"), "end": ("DELETE", "")}
"""Those of the whole session."""
