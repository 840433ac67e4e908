"""The URLs that merchants give: where messages are sent to, and where browsers return to."""

from urllib.parse import urlsplit


def is_web_url(text: str) -> bool:
    """Return whether this is a URL of http or https with a host, in printable ASCII."""
    try:
        parts = urlsplit(text)
        # Reading the port raises as well, for one that no server can have.
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and has_host and text.isprintable() and text.isascii()
