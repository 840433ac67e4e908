"""A server that behaves as the Subsonic API documents: errors have status 200."""

import hashlib

from aiohttp import web
from services.sources.tests.servers.serving import SampleServer, media

USER, PASSWORD = "ada", "sésame"


class SubsonicServer(SampleServer):
    """Videos without pages."""

    def routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/rest/ping", self._ping)
        app.router.add_get("/rest/getVideos", self._videos)
        app.router.add_get("/rest/download", self._download)

    def is_authorized(self, request: web.Request) -> bool:
        """Compare the digest of the password and the salt."""
        digest = hashlib.md5((PASSWORD + request.query["s"]).encode()).hexdigest()
        return (request.query["u"], request.query["t"]) == (USER, digest)

    def refusal(self) -> web.StreamResponse:
        """Return the error for a wrong password."""
        if self.refuses is not None:
            return web.Response(status=self.refuses)
        return self._error(40, "Wrong username or password.")

    async def _ping(self, _: web.Request) -> web.Response:
        return self._ok({"type": "navidrome", "serverVersion": "0.53"})

    async def _videos(self, _: web.Request) -> web.Response:
        videos = [
            {
                "id": f"v{number}",
                "title": file.path.rpartition("/")[2],
                "isDir": False,
                "isVideo": True,
                "size": len(file.data),
                "suffix": file.path[-3:],
                "path": file.path,
                "created": f"{file.modified_at:%Y-%m-%dT%H:%M:%S}.000Z",
                "duration": 7200,
            }
            for number, file in enumerate(self.library.files.values())
        ]
        return self._ok({"videos": {"video": videos}})

    async def _download(self, request: web.Request) -> web.Response:
        files = {f"v{number}": file for number, file in enumerate(self.library.files.values())}
        if request.query["id"] not in files:
            return self._error(70, "Video not found.")
        return await media(request, files[request.query["id"]])

    @staticmethod
    def _ok(content: dict[str, object]) -> web.Response:
        return web.json_response({"subsonic-response": {"status": "ok", "version": "1.16.1", **content}})

    @staticmethod
    def _error(code: int, message: str) -> web.Response:
        error = {"status": "failed", "version": "1.16.1", "error": {"code": code, "message": message}}
        return web.json_response({"subsonic-response": error})
