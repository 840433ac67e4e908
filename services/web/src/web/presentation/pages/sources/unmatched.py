"""Files that no title was found for, and the choice of their title."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError, invalid_field
from web.presentation.fields import number_in
from web.presentation.pages.library.changes import found_titles
from web.presentation.rejections import NONE, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter(prefix="/my/sources")

PAGE_SIZE: Final = 50
MOST_CHARACTERS: Final = 2048
UNMATCHED: Final = "/my/sources/unmatched"
ABOUT: Final = ("source", "path", "name", "title", "season", "episodes", "from")
"""What the address of a choice says of the file, and of the list that led to it: the API has no file by its id."""


@router.get("/unmatched")
async def unmatched(visit: AccountVisit) -> Response:
    """Return the files without a title, of all sources or of one."""
    params = visit.request.query_params
    source = params.get("source", "")
    query = {"sourceId": source} if source else {}
    listed = await visit.listed("sources/unmatched", **query, limit=PAGE_SIZE, cursor=params.get("cursor", ""))
    return visit.render("sources/unmatched.html", files=listed.data, meta=listed.meta, source=source)


@router.get("/files/{file_id:uuid}/title")
async def choice(visit: AccountVisit, file_id: UUID) -> Response:
    """Return the titles that a file may be, or those that the visitor searches for."""
    params = visit.request.query_params
    return await _page(visit, 200, file_id, {name: params.get(name, "") for name in ABOUT}, params.get("q", "").strip())


@router.post("/files/{file_id:uuid}/title")
async def choose(visit: AccountVisit, file_id: UUID) -> Response:
    """Match a file with a title, or every file of its folder."""
    form = await visit.form()
    about = {name: str(form.get(name) or "")[:MOST_CHARACTERS] for name in ABOUT}
    folder = about["path"].rpartition("/")[0] if form.get("folder") else ""
    try:
        media_id = _id(form.get("mediaId"), "mediaId")
        if folder:
            body = {"folder": folder, "mediaId": media_id}
            await visit.call("POST", f"sources/{_id(about['source'], 'source')}/folder-matches", json=body)
        else:
            place = {"season": number_in(about["season"]), "episodes": _episodes(about["episodes"])}
            await visit.call("PUT", f"sources/files/{file_id}/match", json={"mediaId": media_id, **place})
    except ApiError as error:
        rejection = rejection_of(error)
        text = str(form.get("q") or "").strip()
        chosen = str(form.get("mediaId") or "")
        return await _page(visit, rejection.status, file_id, about, text, chosen=chosen, **rejection.shown())
    return visit.redirect(_list_of(about), "sources.folder_chosen" if folder else "sources.title_chosen")


@router.post("/files/{file_id:uuid}/forget")
async def forget(visit: AccountVisit, file_id: UUID) -> Response:
    """Match a file by its name again."""
    await visit.form()
    await visit.call("DELETE", f"sources/files/{file_id}/match")
    return visit.back("sources.choice_forgotten", UNMATCHED)


async def _page(visit: Visit, status: int, file_id: UUID, about: dict[str, str], text: str, **values: Any) -> Response:
    if text:
        titles = [
            {"mediaId": one["mediaId"], "kind": one["kind"], "title": one["name"], "year": one["year"]}
            for one in await found_titles(visit, text)
        ]
    else:
        titles = await visit.get(f"sources/files/{file_id}/candidates")
    shown = {"chosen": "", "list": _list_of(about), **NONE, **values}
    return visit.render_status(
        status, "sources/choice.html", file_id=file_id, about=about, text=text, titles=titles, **shown
    )


def _list_of(about: dict[str, str]) -> str:
    """Return the address of the list that led to a choice."""
    try:
        return f"/my/sources/{UUID(about['source'])}/files" if about["from"] == "files" else UNMATCHED
    except ValueError:
        return UNMATCHED


def _id(value: object, name: str) -> str:
    """Return an id that a form has; raise ApiError (400) for another text."""
    try:
        return str(UUID(str(value or "")))
    except ValueError as error:
        raise invalid_field(name, "uuid_parsing" if value else "missing") from error


def _episodes(text: str) -> list[int]:
    """Return the numbers of a field; raise ApiError (400) for what is no number."""
    parts = text.replace(",", " ").split()
    numbers = [number for part in parts if (number := number_in(part)) is not None]
    if len(numbers) != len(parts):
        raise invalid_field("episodes", "int_parsing")
    return numbers
