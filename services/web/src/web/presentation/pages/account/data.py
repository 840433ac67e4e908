"""The data of a user: what Marquee stores of them, as files, and the deletion of the account."""

from typing import Any, Final

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from web.application.api import ApiError
from web.application.sessions import ENDED
from web.presentation.rejections import NONE, Rejection, rejection_of
from web.presentation.visits import AccountVisit, Visit

router = APIRouter()

PAGE: Final = "account/data.html"
PATH: Final = "/account/data"


@router.get(PATH)
async def data_page(visit: AccountVisit) -> Response:
    """Return what can be exported, and the form of the deletion."""
    return await _show(visit, 200, NONE)


@router.post(PATH + "/export")
async def export(visit: AccountVisit) -> Response:
    """Return everything that is stored of the account as a file."""
    await visit.form()
    reply = await visit.call("GET", "users/me/export")
    name = f"marquee-account-{visit.clock.now().date().isoformat()}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    body = orjson.dumps(reply.data, option=orjson.OPT_INDENT_2)
    return visit.respond(Response(body, 200, headers, "application/json"))


@router.post(PATH + "/delete")
async def delete_account(visit: AccountVisit) -> Response:
    """Delete the account and, in every service, the data of the user."""
    form = await visit.form()
    account = await visit.get("auth/me")
    if str(form.get("username", "")).strip() != account["username"]:
        wrong = Rejection(400, "account.wrong_username", "")
        return await _show(visit, 400, wrong.shown())
    try:
        await visit.call("DELETE", "users/me")
    except ApiError as error:
        rejection = rejection_of(error)
        return await _show(visit, rejection.status, rejection.shown())
    visit.begin_session(ENDED)
    return visit.redirect("/", "account.account_deleted")


async def _show(visit: Visit, status: int, values: Any) -> Response:
    return visit.render_status(status, PAGE, account=await visit.get("auth/me"), **values)
