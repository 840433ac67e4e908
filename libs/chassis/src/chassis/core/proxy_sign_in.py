"""Sign-in by a reverse proxy: the header in which auth receives the user from the gateway."""

from typing import Final

PROXY_USER_HEADER: Final = "X-Marquee-Proxy-User"
"""From the gateway to auth: what a trusted proxy has named. No client can send a header of this prefix."""
