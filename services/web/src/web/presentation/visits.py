"""A visit: one request of a browser, with what its page may call, and how it responds."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from chassis.core.clock import Clock
from web.application import Application
from web.application.api import ApiError, Call, Json, Part, Reply
from web.application.sessions import Session, session_of
from web.domain.cookies import set_cookie
from web.presentation.rendering import Renderer
from web.presentation.rendering.formats import Formats
from web.presentation.rendering.wording import reason_of
from web.presentation.viewers import Viewer, viewer_of

logger = logging.getLogger(__name__)

FILE_HEADERS: Final = frozenset({"content-type", "content-disposition"})
"""What a file of the API states of itself."""
NOTICE_COOKIE: Final = "__Host-marquee-notice"
"""The key of the text that the next page shows once."""
CSRF_FIELD: Final = "csrf"
SCRIPT_HEADER: Final = "X-Page-CSRF"
"""The same of scripts, whose value is that of the cookie. The gateway keeps the header of the API to itself."""
SAFE: Final = frozenset({"GET", "HEAD"})
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class ForgedForm(Exception):
    """A form that no page of ours, or a page of another session, has sent."""


@dataclass(slots=True)
class Visit:
    """One request, the visitor who sent it, and the cookies that its response sets."""

    request: Request
    application: Application
    renderer: Renderer
    clock: Clock
    session: Session
    viewer: Viewer
    cookies: list[str] = field(default_factory=list, repr=False)

    @property
    def is_fragment(self) -> bool:
        """Return whether the browser replaces a part of an open page."""
        return self.request.headers.get("hx-request") == "true"

    @property
    def offset(self) -> str | int:
        """Return how many items of a list come before the page, as the query has it; 0 for what is no number."""
        text = self.request.query_params.get("offset", "")
        return text if text.isdecimal() else 0

    async def call(self, method: str, path: str, **options: Any) -> Reply:
        """Return the response of the API as this visitor gets it; raise ApiError. `options` are those of Call."""
        call = Call(method=method, path=path, **options)
        return await self.application.api.send(replace(call, headers={**self._headers(), **call.headers}))

    async def get(self, path: str, **query: Any) -> Json:
        """Return the data of a resource; raise ApiError."""
        return (await self.call("GET", path, query=query)).data

    async def listed(self, path: str, **query: Any) -> Reply:
        """Return a list with what describes it; raise ApiError."""
        return await self.call("GET", path, query=query)

    async def part(self, path: str, **query: Any) -> Part:
        """Return a part of a page; it is shown without the part if there is an error."""
        try:
            reply = await self.call("GET", path, query=query)
        except ApiError as error:
            if error.status >= 500:
                logger.warning("part of a page unavailable", extra={"path": path, "code": error.code})
            return Part(error=error)
        return Part(reply.data, reply.meta)

    async def parts(self, **paths: tuple[str, Mapping[str, Any]]) -> dict[str, Part]:
        """Return several parts by name, called at the same time: `scores=("stats/media/1/scores", {"limit": 90})`."""
        results = await asyncio.gather(*(self.part(path, **query) for path, query in paths.values()))
        return dict(zip(paths, results, strict=True))

    async def form(self) -> FormData:
        """Return the fields of a form; raise ForgedForm unless a page of this session sent it."""
        form = await self.request.form(max_fields=500, max_files=1, max_part_size=26_214_400)
        if not self.session.is_own_form(str(form.get(CSRF_FIELD, ""))):
            raise ForgedForm
        return form

    def reason(self, error: ApiError) -> str:
        """Return why the API has rejected something, in the language of the visitor."""
        return reason_of(Formats(self.viewer.language, self.viewer.zone, self.clock.now()), error)

    def render(self, template: str, /, **values: Any) -> Response:
        """Return a page, or a fragment of one."""
        return self.render_status(200, template, **values)

    def render_status(self, status: int, template: str, /, **values: Any) -> Response:
        """Return a page with a status, such as that of a form which the API has rejected."""
        notice = self.request.cookies.get(NOTICE_COOKIE, "")
        if notice and not self.is_fragment:
            self.cookies.append(set_cookie(NOTICE_COOKIE, "", 0))
        common = {
            "request": self.request,
            "path": self.request.url.path,
            "query": dict(self.request.query_params),
            "csrf": self.session.csrf,
            "notice": notice,
        }
        page = self.renderer(template, self.viewer, self.clock.now(), {**common, **values})
        headers = {"Cache-Control": "private, no-cache", "Content-Security-Policy": POLICY}
        return self.respond(HTMLResponse(page, status, headers))

    def redirect(self, path: str, notice: str = "") -> Response:
        """Return a redirect to a page, which shows the text of the key `notice` once (303 after a form)."""
        if notice:
            self.cookies.append(set_cookie(NOTICE_COOKIE, notice, 60))
        if self.is_fragment:
            return self.respond(Response(status_code=204, headers={"HX-Redirect": path}))
        return self.respond(RedirectResponse(path, 303))

    def back(self, notice: str = "", fallback: str = "/") -> Response:
        """Return a redirect to the page that the form was on."""
        return self.redirect(own_path(self.request.headers.get("referer", ""), fallback), notice)

    def json(self, data: Json, status: int = 200) -> Response:
        """Return JSON for a script of the page."""
        return self.respond(JSONResponse(data, status, {"Cache-Control": "private, no-store"}))

    def file(self, reply: Reply, *others: str) -> Response:
        """Return a file of the API with what the API states of it: its type, its name, and the `others`."""
        kept = {name: value for name, value in reply.headers.items() if name.lower() in FILE_HEADERS.union(others)}
        return self.respond(Response(reply.body, 200, {**kept, "Cache-Control": "private, no-store"}))

    def begin_session(self, cookies: tuple[str, ...]) -> None:
        """Continue as the user whose session these cookies of the API begin or end."""
        self.session = session_of(cookies)
        self.viewer = replace(self.viewer, facts=self.session.facts)
        self.cookies += cookies

    def respond(self, response: Response) -> Response:
        """Return a response with the cookies that this visit sets."""
        for cookie in self.cookies:
            response.headers.append("set-cookie", cookie)
        return response

    def _headers(self) -> dict[str, str]:
        headers = {"X-Forwarded-For": _address(self.request), "Accept-Language": self.viewer.language}
        if self.session.access_token:
            headers["Authorization"] = f"Bearer {self.session.access_token}"
        return headers


async def open_visit(request: Request) -> Visit:
    """Return the visit of a request; raise ForgedForm for a change that a page of another origin requests."""
    state = request.app.state
    if request.method not in SAFE and not is_same_origin(request):
        raise ForgedForm
    session = await state.application.open_session(request.cookies, _address(request))
    accepted = request.headers.get("accept-language")
    viewer = viewer_of(request.cookies, accepted, session.facts, state.default_region)
    visit = Visit(request, state.application, state.renderer, state.clock, session, viewer, list(session.cookies))
    request.state.visit = visit
    return visit


OpenVisit = Annotated[Visit, Depends(open_visit)]
"""The parameter of a page."""


async def require_account(visit: OpenVisit) -> Visit:
    """Return the visit of a user; raise ApiError (401) for a visitor without an account."""
    if not visit.viewer.is_signed_in:
        raise ApiError(401, "UNAUTHORIZED", "the page needs an account")
    return visit


AccountVisit = Annotated[Visit, Depends(require_account)]
"""The parameter of a page for users."""


async def require_operator(visit: AccountVisit) -> Visit:
    """Return the visit of an operator or editor; raise ApiError (403) for other users."""
    if not visit.viewer.is_operator:
        raise ApiError(403, "FORBIDDEN", "the page is for operators and editors")
    return visit


OperatorVisit = Annotated[Visit, Depends(require_operator)]
"""The parameter of a page for operators and editors."""


async def require_admin(visit: AccountVisit) -> Visit:
    """Return the visit of an administrator; raise ApiError (403) for other users."""
    if not visit.viewer.is_admin:
        raise ApiError(403, "FORBIDDEN", "the page is for administrators")
    return visit


AdminVisit = Annotated[Visit, Depends(require_admin)]
"""The parameter of a page for administrators."""


async def require_finance(visit: AccountVisit) -> Visit:
    """Return the visit of a user of finance; raise ApiError (403) for other users."""
    if not visit.viewer.is_finance:
        raise ApiError(403, "FORBIDDEN", "the page is for finance")
    return visit


FinanceVisit = Annotated[Visit, Depends(require_finance)]
"""The parameter of a page for finance."""


def is_same_origin(request: Request) -> bool:
    """Return whether a page of ours sends a request, as the browser states (Fetch Metadata, or the origin)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    host = request.headers.get("x-forwarded-host") or request.headers.get("host")
    return origin is None or urlsplit(origin).netloc == host


def origin_of(address: str) -> str:
    """Return the origin of an address as policies name it, or an empty text for an address that has none."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def with_source(policy: str, directive: str, origin: str) -> str:
    """Return a policy whose directive permits another origin; an empty one changes nothing."""
    return policy.replace(f"{directive} 'self'", f"{directive} 'self' {origin}") if origin else policy


def own_path(address: str, fallback: str) -> str:
    """Return the path and query of an address of ours, or the fallback; another site is never the target."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return fallback
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    is_own = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_own else fallback


def _address(request: Request) -> str:
    """Return the address of the client, which the gateway states."""
    client = request.client.host if request.client else ""
    return request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or client
