"""Requests that try to pass a gateway as something else: headers, paths and framing, each written in many ways."""

from collections.abc import Callable, Mapping
from typing import Final

NAMES: Final = (
    "X-User-Id", "X-User-Roles", "X-Auth-Token", "X-Session-Id", "X-Role", "X-Principal", "X-Consumer-Id",
    "X-Marquee-Principal", "X-Marquee-Deadline", "X-Marquee-Proxy-User", "X-Internal-Token", "X-Forwarded-For",
    "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-User", "Forwarded", "X-Real-IP", "X-Client-IP",
    "True-Client-IP", "CF-Connecting-IP", "X-Cluster-Client-IP", "X-Original-URL", "X-Original-Method",
    "X-Rewrite-URL", "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override", "X-Envoy-Original-Path",
    "Proxy-Authorization", "Proxy", "Via", "X-CSRF-Token", "Traceparent", "Baggage",
)  # fmt: skip
SPOOFED: Final = "spoofed-7f3a"
FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "as it is": lambda name: f"{name}: {SPOOFED}\r\n",
    "lower": lambda name: f"{name.lower()}: {SPOOFED}\r\n",
    "upper": lambda name: f"{name.upper()}: {SPOOFED}\r\n",
    "underscores": lambda name: f"{name.replace('-', '_')}: {SPOOFED}\r\n",
    "mixed": lambda name: f"{name.replace('-', '_', 1).swapcase()}: {SPOOFED}\r\n",
    "twice": lambda name: f"{name}: 1\r\n{name}: {SPOOFED}\r\n",
    "listed": lambda name: f"Connection: {name}\r\n{name}: {SPOOFED}\r\n",
    "listed with ours": lambda name: f"Connection: {name}, X-Forwarded-For, Authorization\r\n{name}: {SPOOFED}\r\n",
    "space before the colon": lambda name: f"{name} : {SPOOFED}\r\n",
    "folded": lambda name: f"X-A: 1\r\n {name}: {SPOOFED}\r\n",
    "bare line feed": lambda name: f"X-A: 1\n{name}: {SPOOFED}\r\n",
    "NUL": lambda name: f"{name}\x00: {SPOOFED}\r\n",
    "in a value": lambda name: f"X-A: 1\\r\\n{name}: {SPOOFED}\r\n",
}
"""Ways to write a header; `in a value` has the characters of an escape and stays one harmless value."""

ATTACKS: Final = (
    "%2f", "%2F", "%5c", "%5C", "%00", "%0d%0a", "%09", "%7f", "//", "/./", "/../", "/.", "/..", "/%2e", "/%2E%2e",
    "/.%2e/", "/%2e./", "/..;/", "/.;x=1/", "/%", "/%2", "/%zz", "/%ff", "/%c0%af", "/%e0%80%af", "\\", "/\\..\\", "#x",
    "/%2e%2e%2f", "/x%2f..%2f", "/%252e%252e/..", " /x", "\t", "\u00fc",
)  # fmt: skip
AMBIGUOUS: Final = ("/../", "/./", "//", "%2f", "%2F", "%5c", "\\", "%00")
PLACES: Final = (
    "/api/v1/stats{}auth/me",
    "/api/v1{}stats/x",
    "/api{}v1/stats/x",
    "{}/api/v1/stats/x",
    "/docs{}api/v1/stats",
)

POST: Final = b"POST /api/v1/stats/x HTTP/1.1\r\nHost: a\r\n"
PLAIN: Final = b"GET /api/v1/stats/x HTTP/1.1\r\nHost: a\r\n"
REFUSED: Final[Mapping[str, bytes]] = {
    "length and chunks": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks and length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    "odd length": POST + b"Content-Length: +5\r\n\r\nhello",
    "odd encoding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "odd chunk": POST + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "folded header": PLAIN + b"X-A: 1\r\n X-User-Id: 2\r\n\r\n",
    "bare line feed": b"GET /api/v1/stats/x HTTP/1.1\nHost: a\nX-A: 1\n\n",
    "space before colon": PLAIN + b"X-User-Id : 2\r\n\r\n",
    "NUL in a value": PLAIN + b"X-A: 1\x002\r\n\r\n",
    "missing Host": b"GET /api/v1/stats/x HTTP/1.1\r\nX-A: 1\r\n\r\n",
    "two Hosts": PLAIN + b"Host: b\r\n\r\n",
    "odd Host": b"GET /api/v1/stats/x HTTP/1.1\r\nHost: a, b\r\n\r\n",
    "empty Host": b"GET /api/v1/stats/x HTTP/1.1\r\nHost:\r\n\r\n",
    "absolute form": b"GET http://b.example/api/v1/stats/x HTTP/1.1\r\nHost: a\r\n\r\n",
    "network path": b"GET //b.example/api/v1/stats/x HTTP/1.1\r\nHost: a\r\n\r\n",
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "connect": b"CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n",
    "no path": b"GET HTTP/1.1\r\nHost: a\r\n\r\n",
    "nonsense": b"\x16\x03\x01\x00\xa5\x01\x00\x00\r\n\r\n",
    "HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "non-ASCII path": "GET /api/v1/stats/ü HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "non-ASCII query": "GET /api/v1/stats/x?q=ü HTTP/1.1\r\nHost: a\r\n\r\n".encode(),
    "fragment": b"GET /api/v1/stats/x#y HTTP/1.1\r\nHost: a\r\n\r\n",
    "space in the path": b"GET /api/v1/stats/x y HTTP/1.1\r\nHost: a\r\n\r\n",
}
