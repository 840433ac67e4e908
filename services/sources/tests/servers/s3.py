"""A storage that behaves as S3 documents ListObjectsV2 and GetObject, and checks each signature."""

import hashlib
from datetime import UTC, datetime
from urllib.parse import quote_plus
from xml.sax.saxutils import escape

from aiohttp import web
from services.sources.tests.servers.library import Library
from services.sources.tests.servers.serving import SampleServer, media

from objects.signing import Credentials, signed_headers

KEYS = Credentials("AKIAEXAMPLE", "secret-key-1", "eu-west-1")
BUCKET, PREFIX = "media", "home/videos"


class S3Server(SampleServer):
    """One bucket; files are below a prefix, and beside it there are others."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.repeats = False

    def routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/{bucket}", self._list)
        app.router.add_get("/{bucket}/{key:.*}", self._get)

    def is_authorized(self, request: web.Request) -> bool:
        """Sign the request again."""
        date = request.headers.get("X-Amz-Date", "")
        if not date:
            return False
        now = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        expected = signed_headers("GET", f"http://{request.host}{request.raw_path}", KEYS, now=now)
        return request.headers.get("Authorization") == expected["authorization"]

    def refusal(self) -> web.StreamResponse:
        """Return the error of S3."""
        body = "<Error><Code>SignatureDoesNotMatch</Code></Error>"
        return web.Response(status=self.refuses or 403, text=body, content_type="application/xml")

    async def _list(self, request: web.Request) -> web.Response:
        if request.match_info["bucket"] != BUCKET:
            return web.Response(status=404)
        sizes = {f"{PREFIX}/{path}": len(file.data) for path, file in self.library.files.items()}
        keys = sorted([*sizes, f"{PREFIX}/notes.txt", f"{PREFIX}2/other.mkv", "a.mkv"], key=str.encode)
        after = "" if self.repeats else request.query.get("start-after", "")
        left = [
            key for key in keys if key.startswith(request.query.get("prefix", "")) and key.encode() > after.encode()
        ]
        page = left[: int(request.query["max-keys"])]
        contents = "".join(
            f"<Contents><Key>{escape(quote_plus(key, safe='/'))}</Key><Size>{sizes.get(key, 3)}</Size>"
            f"<LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>{self._etag(key)}</ETag>"
            "<StorageClass>STANDARD</StorageClass></Contents>"
            for key in page
        )
        body = (
            '<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
            f"<EncodingType>url</EncodingType><IsTruncated>{str(len(left) > len(page)).lower()}</IsTruncated>{contents}"
            "</ListBucketResult>"
        )
        return web.Response(body=body.encode(), content_type="application/xml")

    async def _get(self, request: web.Request) -> web.Response:
        return await media(request, self.library.files.get(request.match_info["key"].removeprefix(f"{PREFIX}/")))

    def _etag(self, key: str) -> str:
        file = self.library.files.get(key.removeprefix(f"{PREFIX}/"))
        return f'"{hashlib.md5(file.data).hexdigest()}"' if file is not None else '"e"'
