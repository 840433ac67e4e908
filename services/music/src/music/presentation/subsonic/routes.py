"""The route of every method of the Subsonic API: `/rest/{method}`, also with `.view`.

The gateway evaluates nothing here: apps prove their users by app passwords. Failures have status 200, as apps expect.
"""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Request, Response

from chassis.http.errors import ErrorSpec
from music.domain.errors import MusicError
from music.domain.subsonic.credentials import Presented
from music.domain.subsonic.failures import FailureCode, SubsonicFailure, invalid, missing
from music.presentation.dependencies import ApplicationDep
from music.presentation.errors import ERRORS
from music.presentation.subsonic.call import Call, Parameters
from music.presentation.subsonic.methods.system import EXTENSIONS as EXTENSIONS_BODY
from music.presentation.subsonic.rendering import Form
from music.presentation.subsonic.table import EXTENSIONS, METHODS

router = APIRouter(prefix="/rest", include_in_schema=False)

_FORM: Final = "application/x-www-form-urlencoded"
_CLIENT_CHARACTERS: Final = 100
_CODES: Final[Mapping[int, FailureCode]] = {403: FailureCode.NOT_AUTHORIZED, 404: FailureCode.NOT_FOUND}


@router.api_route("/{method}", methods=["GET", "POST"])
async def call_method(method: str, request: Request, use_cases: ApplicationDep) -> Response:
    """Run a method, and return its response in the form that the app requests."""
    form = Form(None, None)
    try:
        parameters = Parameters(request.scope["query_string"], await _body(request))
        form = Form(parameters.text("f"), parameters.text("callback"))
        name = method.removesuffix(".view")
        if name == EXTENSIONS:
            return form.success(EXTENSIONS_BODY)
        run = METHODS.get(name)
        if run is None:
            return form.failure(SubsonicFailure(FailureCode.GENERIC, "The server has no such method"), 404)
        client = _client(parameters)
        signed_in = await use_cases.apps.sign_in(_presented(parameters), client)
        seconds = use_cases.apps.rates.seconds_to_wait(signed_in.password_id)
        if seconds:
            return _too_many(form, seconds)
        user = parameters.text("u") or str(signed_in.listener.user_id)
        call = Call(parameters, signed_in.listener, use_cases, request, user, client, signed_in.password_id)
        result = await run(call)
        return result if isinstance(result, Response) else form.success(result)
    except SubsonicFailure as failure:
        return form.failure(failure)
    except MusicError as error:
        return form.failure(_failure_of(error))


async def _body(request: Request) -> bytes:
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return await request.body() if media_type == _FORM else b""


def _presented(parameters: Parameters) -> Presented:
    return Presented(
        user=parameters.text("u"),
        password=parameters.text("p"),
        token=parameters.text("t"),
        salt=parameters.text("s"),
        api_key=parameters.text("apiKey"),
    )


def _client(parameters: Parameters) -> str:
    """Return how the app names itself; raise SubsonicFailure for an app of another protocol."""
    version = parameters.required("v")
    if not version.isascii() or len(version) > 20:
        raise invalid("v", "must be a version of the protocol")
    if version.partition(".")[0] != "1":
        code = FailureCode.CLIENT_TOO_OLD if version.startswith("0") else FailureCode.SERVER_TOO_OLD
        raise SubsonicFailure(code, "The server has version 1.16.1 of the protocol")
    client = parameters.text("c")
    if not client:
        raise missing("c")
    return client[:_CLIENT_CHARACTERS]


def _too_many(form: Form, seconds: int) -> Response:
    failure = SubsonicFailure(FailureCode.GENERIC, f"Too many requests: try again in {seconds} s")
    response = form.failure(failure, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _failure_of(error: MusicError) -> SubsonicFailure:
    """Return the failure of an error: its code follows the status that other clients get."""
    spec = ERRORS.get(type(error))
    code = _CODES.get(spec.status, FailureCode.GENERIC) if isinstance(spec, ErrorSpec) else FailureCode.GENERIC
    return SubsonicFailure(code, str(error))
