"""A server that behaves as Jellyfin or Emby document their APIs."""

from datetime import datetime
from typing import Any

from aiohttp import web
from services.sources.tests.servers.library import Library, SampleFile, SampleTitle
from services.sources.tests.servers.serving import SampleServer, media

KEY = "0123456789abcdef"


class MediaBrowserServer(SampleServer):
    """Items by `StartIndex` and `Limit`; names of parameters in any case."""

    def __init__(self, library: Library, *, is_emby: bool = False) -> None:
        super().__init__(library)
        self.is_emby = is_emby
        self.ignores_offsets = False

    def routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/System/Info", self._info)
        app.router.add_get("/System/Info/Public", self._info)
        app.router.add_get("/Items", self._items)
        app.router.add_get("/Items/{id}/Download", self._download)
        app.router.add_get("/Videos/{id}/stream", self._download)
        app.router.add_get("/Videos/{id}/AdditionalParts", self._parts)

    def is_authorized(self, request: web.Request) -> bool:
        """Compare the header of the flavour."""
        if request.path == "/System/Info/Public":
            return True
        if self.is_emby:
            return request.headers.get("X-Emby-Token") == KEY
        return request.headers.get("Authorization") == f'MediaBrowser Token="{KEY}"'

    async def _info(self, _: web.Request) -> web.Response:
        return web.json_response({"ServerName": "Attic", "Version": "10.10.3", "Id": "abc", "LocalAddress": "http://x"})

    async def _items(self, request: web.Request) -> web.Response:
        query = {name.lower(): value for name, value in request.query.items()}
        if "ids" in query:
            shows = [self.library.shows[key] for key in query["ids"].split(",") if key in self.library.shows]
            items = [
                {
                    "Id": show.id,
                    "Name": show.title,
                    "Type": "Series",
                    "ProductionYear": show.year,
                    "ProviderIds": {"Tvdb": str(show.tvdb)},
                }
                for show in shows
            ]
            return web.json_response({"Items": items, "TotalRecordCount": len(items), "StartIndex": 0})
        titles = sorted(self.library.titles.values(), key=lambda title: (title.created_at, title.title))
        if (since := query.get("mindatelastsaved")) is not None:
            titles = [title for title in titles if title.saved_at >= datetime.fromisoformat(since)]
        start = 0 if self.ignores_offsets else int(query.get("startindex", 0))
        page = titles[start : start + int(query["limit"])]
        items = [self._item(title) for title in page]
        return web.json_response({"Items": items, "TotalRecordCount": len(titles), "StartIndex": start})

    async def _parts(self, request: web.Request) -> web.Response:
        title = self.library.titles[request.match_info["id"]]
        items = [
            {"Id": f"{title.id}p{number}", "Name": "part", "Type": "Video", "MediaSources": [self._source(file, "x")]}
            for number, file in enumerate(title.versions[0][1:], start=2)
        ]
        for item in items:
            item["MediaSources"][0]["Id"] = item["Id"]  # type: ignore[index]
        return web.json_response({"Items": items, "TotalRecordCount": len(items)})

    async def _download(self, request: web.Request) -> web.Response:
        item = request.match_info["id"]
        version = request.query.get("MediaSourceId")
        return await media(request, self._by_id().get(version or item))

    def _by_id(self) -> dict[str, SampleFile]:
        files = {}
        for title in self.library.titles.values():
            for number, version in enumerate(title.versions):
                files[self._source_id(title, number)] = version[0]
                files.update({f"{title.id}p{part}": file for part, file in enumerate(version[1:], start=2)})
            files[title.id] = title.versions[0][0]
        return files

    def _source_id(self, title: SampleTitle, number: int) -> str:
        if number:
            return f"{title.id}v{number}"
        return f"mediasource_{title.id}" if self.is_emby else title.id

    def _item(self, title: SampleTitle) -> dict[str, Any]:
        item: dict[str, Any] = {
            "Id": title.id,
            "Name": title.title,
            "Type": title.kind.title(),
            "DateCreated": f"{title.created_at:%Y-%m-%dT%H:%M:%S}.0000000Z",
            "PartCount": len(title.versions[0]),
            "MediaSources": [
                self._source(version[0], self._source_id(title, number))
                for number, version in enumerate(title.versions)
            ],
        }
        if title.kind == "movie":
            ids = {"Imdb": title.imdb, "Tmdb": str(title.tmdb)}
            return {**item, "ProductionYear": title.year, "ProviderIds": ids}
        show = self.library.shows[title.show or ""]
        return {
            **item,
            "SeriesId": show.id,
            "SeriesName": show.title,
            "ParentIndexNumber": title.season,
            "IndexNumber": title.episodes[0],
            **({"IndexNumberEnd": title.episodes[-1]} if len(title.episodes) > 1 else {}),
            "ProviderIds": {"Tvdb": "123456"},
        }

    @staticmethod
    def _source(file: SampleFile, source_id: str) -> dict[str, Any]:
        return {
            "Id": source_id,
            "Path": f"/srv/data/{file.path}",
            "Protocol": "File",
            "Size": len(file.data),
            "Container": file.path[-3:],
            "ETag": f"{file.modified_at.timestamp()}",
            "RunTimeTicks": 72_000_000_000,
            "MediaStreams": [
                {"Type": "Video", "Codec": "hevc", "Width": 1920, "Height": 1080},
                {"Type": "Audio", "Codec": "aac", "Language": "ger"},
                {"Type": "Audio", "Codec": "ac3", "Language": "eng"},
                {"Type": "Subtitle", "Codec": "srt", "Language": "fre"},
            ],
        }
