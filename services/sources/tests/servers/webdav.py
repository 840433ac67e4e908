"""A server that behaves as RFC 4918 and Nextcloud document."""

import base64
import hashlib
import re
from urllib.parse import quote, unquote
from xml.sax.saxutils import escape

from aiohttp import web
from services.sources.tests.servers.library import Library
from services.sources.tests.servers.serving import SampleServer, http_date, media

USER, PASSWORD = "ada", "sésame"
ROOT = "/remote.php/dav/files/ada"
REALM, NONCE = "files", "nonce-1"


class WebdavServer(SampleServer):
    """A folder below a path; `Depth: infinity` is refused."""

    def __init__(self, library: Library, *, scheme: str = "basic") -> None:
        super().__init__(library)
        self.scheme = scheme
        self.absolute_hrefs = False
        self.forbidden: set[str] = set()
        self.extra: list[str] = []
        """Further hrefs in the listing of every folder."""
        self.loops = False

    def routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_route("PROPFIND", "/{path:.*}", self._list)
        app.router.add_get("/{path:.*}", self._get)

    def is_authorized(self, request: web.Request) -> bool:
        """Compare the password, or the digest."""
        stated = request.headers.get("Authorization", "")
        if self.scheme == "basic":
            return stated == "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        fields = dict(re.findall(r'(\w+)="?([^",]*)"?', stated))
        if not {"uri", "nc", "cnonce", "response"} <= fields.keys() or fields["uri"] != request.raw_path:
            return False
        first = _sha256(f"{USER}:{REALM}:{PASSWORD}")
        second = _sha256(f"{request.method}:{fields['uri']}")
        expected = _sha256(f"{first}:{NONCE}:{fields['nc']}:{fields['cnonce']}:auth:{second}")
        return bool(fields["response"] == expected)

    def refusal(self) -> web.StreamResponse:
        """Return a challenge."""
        digest = f'Digest realm="{REALM}", qop="auth", algorithm=SHA-256, nonce="{NONCE}", opaque="o"'
        challenge = digest if self.scheme == "digest" else 'Basic realm="files"'
        return web.Response(status=self.refuses or 401, headers={"WWW-Authenticate": challenge})

    async def _list(self, request: web.Request) -> web.Response:
        if request.headers.get("Depth") != "1":
            return web.Response(status=403)
        path = "/" + request.match_info["path"].rstrip("/")
        if not f"{path}/".startswith(f"{ROOT}/"):
            return web.Response(status=404)
        if self.loops:
            body = f'<d:multistatus xmlns:d="DAV:">{_collection(f"{path}/a/")}</d:multistatus>'
            return web.Response(status=207, text=body, content_type="application/xml")
        folder = unquote(path).removeprefix(ROOT).strip("/")
        if folder in self.forbidden:
            return web.Response(status=403)
        base = f"{folder}/" if folder else ""
        children = sorted({name[len(base) :].split("/")[0] for name in self.library.files if name.startswith(base)})
        if not children:
            return web.Response(status=404)
        responses = [self._response(f"{folder}", is_folder=True)]
        for child in reversed(children):
            responses.append(self._response(base + child, is_folder=base + child not in self.library.files))
        responses += [_collection(href) for href in self.extra]
        body = '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">'
        return web.Response(
            status=207, body=f"{body}{''.join(responses)}</d:multistatus>".encode(), content_type="application/xml"
        )

    def _response(self, path: str, *, is_folder: bool) -> str:
        href = quote(f"{ROOT}/{path}", safe="/")
        if self.absolute_hrefs:
            href = f"https://other.example{href}"
        if is_folder:
            return _collection(f"{href.rstrip('/')}/")
        file = self.library.files[path]
        return (
            f"<d:response><d:href>{escape(href)}</d:href><d:propstat><d:prop><d:resourcetype/>"
            f"<d:getcontentlength>{len(file.data)}</d:getcontentlength>"
            f"<d:getlastmodified>{http_date(file.modified_at)}</d:getlastmodified>"
            f'<d:getetag>"{hashlib.md5(file.data).hexdigest()}"</d:getetag></d:prop>'
            "<d:status>HTTP/1.1 200 OK</d:status></d:propstat><d:propstat><d:prop><oc:x/></d:prop>"
            "<d:status>HTTP/1.1 404 Not Found</d:status></d:propstat></d:response>"
        )

    async def _get(self, request: web.Request) -> web.Response:
        path = ("/" + request.match_info["path"]).removeprefix(f"{ROOT}/")
        return await media(request, self.library.files.get(path))


def _collection(href: str) -> str:
    return (
        f"<d:response><d:href>{escape(href)}</d:href><d:propstat><d:prop><d:resourcetype><d:collection/>"
        "</d:resourcetype></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
