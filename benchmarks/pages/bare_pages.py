"""The floor of a page: a bare server that sends its HTML, style, scripts and pictures as stored bytes."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import httpx2

_LINKED: Final = re.compile(rb'(?:src|href)="(/(?:static|api/v1/images)/[^"]+)"')
_HIDDEN: Final = (b"hx-get", b"hx-sse:connect")
"""What would call the real site; the floor is the page as it arrives."""


@dataclass(frozen=True, slots=True)
class Floor:
    """Responses by path: media type, coding and body."""

    files: Mapping[str, tuple[str, str, bytes]]

    @classmethod
    async def of(cls, site: str, html: bytes) -> "Floor":
        """Return what a page consists of, read from its site."""
        for attribute in _HIDDEN:
            html = html.replace(attribute, b"data-" + attribute.replace(b":", b"-"))
        files: dict[str, tuple[str, str, bytes]] = {"/": ("text/html; charset=utf-8", "", html)}
        async with httpx2.AsyncClient(base_url=site, trust_env=False, timeout=30) as client:
            for path in sorted({match.decode() for match in _LINKED.findall(html)}):
                async with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as response:
                    body = b"".join([part async for part in response.aiter_raw()])
                headers = response.headers
                files[path] = headers.get("content-type", ""), headers.get("content-encoding", ""), body
        return cls(files)


@asynccontextmanager
async def bare_server(floor: Floor) -> AsyncIterator[str]:
    """Serve a floor at a free port; yield its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                kind, coding, body = floor.files.get(path, ("text/plain", "", b""))
                encoded = f"Content-Encoding: {coding}\r\n" if coding else ""
                start = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n{encoded}Content-Length: {len(body)}\r\n\r\n"
                writer.write(start.encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield f"http://localhost:{port}/"
