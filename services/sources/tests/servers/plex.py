"""A server that behaves as the Plex Media Server API documents."""

from typing import Any

from aiohttp import web
from services.sources.tests.servers.library import SampleFile, SampleTitle
from services.sources.tests.servers.serving import SampleServer, media

TOKEN = "plex-token-1"


class PlexServer(SampleServer):
    """Two libraries with videos and one with music."""

    def routes(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_get("/", self._root)
        app.router.add_get("/identity", self._root)
        app.router.add_get("/library/sections", self._sections)
        app.router.add_get("/library/sections/{key}/all", self._all)
        app.router.add_get("/library/metadata/{keys}", self._metadata)
        app.router.add_get("/library/parts/{part}/{stamp}/{name}", self._part)

    def is_authorized(self, request: web.Request) -> bool:
        """Compare the token; the identity is public."""
        return request.path == "/identity" or request.headers.get("X-Plex-Token") == TOKEN

    async def _root(self, _: web.Request) -> web.Response:
        return web.json_response({"MediaContainer": {"size": 0, "friendlyName": "Cellar", "version": "1.41.9"}})

    async def _sections(self, _: web.Request) -> web.Response:
        directories = [
            {"key": "3", "type": "artist", "title": "Music"},
            {"key": "2", "type": "show", "title": "Shows"},
            {"key": "1", "type": "movie", "title": "Movies"},
        ]
        return web.json_response({"MediaContainer": {"size": 3, "Directory": directories}})

    async def _all(self, request: web.Request) -> web.Response:
        kinds = {("1", "1"): "movie", ("2", "4"): "episode"}
        kind = kinds[request.match_info["key"], request.query["type"]]
        titles = [title for title in self.library.titles.values() if title.kind == kind]
        titles.sort(key=lambda title: title.created_at)
        if (since := request.query.get("updatedAt>")) is not None:
            titles = [title for title in titles if title.saved_at.timestamp() >= int(since)]
        start, size = (int(request.headers[f"X-Plex-Container-{name}"]) for name in ("Start", "Size"))
        items = [self._item(title) for title in titles[start : start + size]]
        container = {"size": len(items), "totalSize": len(titles), "offset": start}
        return web.json_response({"MediaContainer": {**container, "Metadata": items} if items else container})

    async def _metadata(self, request: web.Request) -> web.Response:
        items: list[dict[str, Any]] = []
        for key in request.match_info["keys"].split(","):
            if key in self.library.titles:
                items.append(self._item(self.library.titles[key]))
            elif (show := self.library.shows.get(key)) is not None:
                guids = [{"id": f"tvdb://{show.tvdb}"}] if request.query.get("includeGuids") == "1" else []
                items.append({"ratingKey": key, "type": "show", "title": show.title, "year": show.year, "Guid": guids})
        if not items:
            return web.Response(status=404)
        return web.json_response({"MediaContainer": {"size": len(items), "Metadata": items}})

    async def _part(self, request: web.Request) -> web.Response:
        files = {self._part_id(title, file): file for title in self.library.titles.values() for file in title.files}
        return await media(request, files.get(request.match_info["part"]))

    @staticmethod
    def _part_id(title: SampleTitle, file: SampleFile) -> str:
        return f"{title.id}-{title.files.index(file)}"

    def _item(self, title: SampleTitle) -> dict[str, Any]:
        item: dict[str, Any] = {
            "ratingKey": title.id,
            "type": title.kind,
            "title": title.title,
            "addedAt": int(title.created_at.timestamp()),
            "updatedAt": int(title.saved_at.timestamp()),
            "Media": [
                {
                    "id": 1,
                    "duration": 7_200_000,
                    "width": 1920,
                    "height": 1080,
                    "videoCodec": "hevc",
                    "audioCodec": "aac",
                    "Part": [
                        {
                            "id": self._part_id(title, file),
                            "key": f"/library/parts/{self._part_id(title, file)}"
                            f"/{int(file.modified_at.timestamp())}/file name.{file.path[-3:]}",
                            "file": f"D:\\media\\{file.path}".replace("/", "\\"),
                            "size": len(file.data),
                        }
                        for file in version
                    ],
                }
                for version in title.versions
            ],
        }
        if title.kind == "movie":
            guids = [{"id": f"imdb://{title.imdb}"}, {"id": f"tmdb://{title.tmdb}"}]
            return {**item, "year": title.year, "Guid": guids}
        show = self.library.shows[title.show or ""]
        return {
            **item,
            "grandparentRatingKey": show.id,
            "grandparentTitle": show.title,
            "parentIndex": title.season,
            "index": title.episodes[0],
            "Guid": [{"id": "tvdb://123456"}],
        }
