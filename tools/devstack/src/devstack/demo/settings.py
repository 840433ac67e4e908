"""What the visitor has set up: a confirmed address, keys for other programs, a muted title, a scrobble to look at."""

import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from contracts.identity import media_id
from devstack.demo.stock import Stock
from devstack.demo.visitor import WALKING_DEAD
from devstack.errors import GatewayRefused
from devstack.gateway_client import GatewayClient
from devstack.mail.mailbox import Mailbox
from devstack.secret_files import VISITOR_EMAIL
from devstack.services import CATCHER

WEEK_MINUTES: Final = 10_080
"""How long before an episode airs the visitor hears of it."""
_CODE: Final = re.compile(r"Your code is (\S+?)\.")
_MAIL_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.3


def settle_in(visitor: GatewayClient, data: Path, stock: Stock) -> None:
    """Set up what is missing; raise GatewayRefused."""
    if not any(entry["kind"] == "email_confirmed" for entry in visitor.get("/auth/audit", {"limit": "100"})):
        _confirm_address(visitor, Mailbox(data / CATCHER))
    _create_first(visitor, "/auth/api-keys", {"name": "Kitchen display", "scopes": ["library:read"]})
    _create_first(visitor, "/auth/devices", {"name": "Living room", "kind": "tv"})
    _create_first(visitor, "/me/scrobble-keys", {"source": "jellyfin", "name": "Living room"})
    report = {"action": "scrobble", "type": "movie", "title": "Holiday in the garden", "year": stock.today.year}
    _create_first(visitor, "/me/unmatched-scrobbles", report, at="/me/scrobbles")
    visitor.patch("/notifications/preferences", {"leadTimeMinutes": {"new_episode": WEEK_MINUTES}})
    visitor.put(f"/notifications/muted-titles/{media_id('show', WALKING_DEAD)}")


def _create_first(visitor: GatewayClient, path: str, body: Mapping[str, object], *, at: str | None = None) -> None:
    if not visitor.get(path):
        visitor.post(at or path, body)


def _confirm_address(visitor: GatewayClient, mailbox: Mailbox) -> None:
    """Confirm the address by the code that the stack sends to it, which the mail catcher keeps."""
    before = max((mail.number for mail in mailbox.messages(last=1)), default=0)
    visitor.post("/users/me/email", {"email": VISITOR_EMAIL})
    deadline = time.monotonic() + _MAIL_SECONDS
    while True:
        for mail in mailbox.messages(last=20):
            match = _CODE.search(mail.body("plain") or "")
            if mail.number > before and mail.header("To") == VISITOR_EMAIL and match is not None:
                visitor.post("/auth/email/confirm", {"code": match[1]})
                return
        if time.monotonic() > deadline:
            raise GatewayRefused(f"no mail with a code has come for {VISITOR_EMAIL}")
        time.sleep(_POLL_SECONDS)
