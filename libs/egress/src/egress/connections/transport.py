"""aiohttp sessions whose connections go to addresses that were checked, and nowhere else.

aiohttp resolves a name once per connection; each address is checked where the socket for it is made, so that nothing
can change in between. A proxy receives the address that was checked.
"""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.client_proto import ResponseHandler
from python_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError, ProxyType
from python_socks.async_.asyncio import Proxy as ProxyClient

from chassis.http.client_transport import REUSE_SECONDS, open_session
from chassis.runtime.certificates import trusted_certificates
from egress.policy import Code, Proxy, Refusal, RequiredPath, SourceAddress

CONNECT_SECONDS: Final = 5.0
PROXY_TYPES: Final = {"http": ProxyType.HTTP, "socks5": ProxyType.SOCKS5}
DESTINATION_FAILED: Final = frozenset({3, 4, 5, 6, 502, 503, 504})
"""Responses of a proxy, by SOCKS 5 and by HTTP, that say that it works and the server does not."""

AdmitAddress = Callable[[str], None]
"""Raises NotPermitted for an address to which no connection may be opened."""


class NotPermitted(OSError):
    """The address must not be called."""


class ProxyFailed(Exception):
    """The proxy accepts no connection, or refuses to open one, which no check finds out without a destination."""

    def __init__(self, proxy: Proxy, refuses: str | None = None) -> None:
        detail = "accepts no connection" if refuses is None else f"refuses: {refuses}"
        super().__init__(f"the proxy {proxy!r} {detail}")
        self.refusal = Refusal(Code.PROXY, str(self), shown_by_calls=refuses is not None)


def open_transport(
    admit: AdmitAddress,
    *,
    connections: int = 64,
    seconds: float = 10.0,
    source: str | None = None,
    proxy: Proxy | None = None,
    resolver: AbstractResolver | None = None,
    decompress: bool = True,
    reuse: bool = True,
) -> aiohttp.ClientSession:
    """Return a session of at most `connections` connections, each to an address that `admit` accepts.

    `source` is the address of this machine from which they are opened. `seconds` bounds each wait for bytes.
    """
    options: dict[str, Any] = {
        "limit": connections,
        "ssl": trusted_certificates(),
        "resolver": resolver or aiohttp.ThreadedResolver(),
        "use_dns_cache": False,
        "force_close": not reuse,
        "keepalive_timeout": REUSE_SECONDS if reuse else None,
    }
    return open_session(
        _direct(admit, source, options) if proxy is None else _ProxyConnector(admit, proxy, source, options),
        timeout=aiohttp.ClientTimeout(
            total=None, connect=seconds, sock_connect=min(CONNECT_SECONDS, seconds), sock_read=seconds
        ),
        decompress=decompress,
    )


def _direct(admit: AdmitAddress, source: str | None, options: dict[str, Any]) -> aiohttp.TCPConnector:
    def checked_socket(target: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = target
        admit(str(address[0]))
        return socket.socket(family, kind, protocol)

    local = None if source is None else (source, 0)
    return aiohttp.TCPConnector(socket_factory=checked_socket, local_addr=local, **options)


class _ProxyConnector(aiohttp.TCPConnector):
    """Opens connections through a proxy, to addresses that were resolved and checked here."""

    def __init__(self, admit: AdmitAddress, proxy: Proxy, source: str | None, options: dict[str, Any]) -> None:
        super().__init__(**options)
        self._admit_address = admit
        self._proxy = proxy
        self._source = None if source is None else (source, 0)

    async def _wrap_create_connection(
        self,
        *args: Any,
        addr_infos: list[aiohttp.AddrInfoType],
        req: aiohttp.ClientRequest,
        timeout: aiohttp.ClientTimeout,
        client_error: type[Exception] = aiohttp.ClientConnectorError,
        **kwargs: Any,
    ) -> tuple[asyncio.Transport, ResponseHandler]:
        host, port = addr_infos[0][4][:2]
        try:
            self._admit_address(str(host))
            opened = await connect_through(self._proxy, str(host), int(port), timeout.sock_connect, self._source)
        except OSError as failure:
            raise client_error(req.connection_key, failure) from failure
        return await self._loop.create_connection(*args, **kwargs, sock=opened)


async def connect_through(
    proxy: Proxy, address: str, port: int, seconds: float | None, source: tuple[str, int] | None = None
) -> socket.socket:
    """Return a socket that a proxy has connected; raise ProxyFailed, and OSError if it cannot reach the server."""
    client = ProxyClient(PROXY_TYPES[proxy.scheme], proxy.host, proxy.port, proxy.user, proxy.password, rdns=False)
    with failures_of(proxy):
        return await client.connect(address, port, timeout=seconds, local_addr=source)


@contextlib.contextmanager
def failures_of(proxy: Proxy) -> Iterator[None]:
    """Raise ProxyFailed, or OSError if the proxy cannot reach the server, for what its client raises within."""
    try:
        yield
    except ProxyError as failure:
        if failure.error_code in DESTINATION_FAILED:
            raise ConnectionRefusedError(None, "the proxy does not reach the server") from failure
        raise ProxyFailed(proxy, str(failure)) from failure
    except (ProxyConnectionError, ProxyTimeoutError, OSError) as failure:
        raise ProxyFailed(proxy) from failure


async def proxy_refusal(proxy: Proxy, path: RequiredPath | None) -> Refusal | None:
    """Return why a proxy cannot be used, as far as a connection to it shows that, or null."""
    source = (path.address, 0) if isinstance(path, SourceAddress) else None
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            _, writer = await asyncio.open_connection(proxy.host, proxy.port, local_addr=source)
    except (TimeoutError, OSError):
        return ProxyFailed(proxy).refusal
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return None
