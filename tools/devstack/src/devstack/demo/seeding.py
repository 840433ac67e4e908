"""Fills a stack with users and what they do, over the public API. What is there already is not added again.

A stack that comes back after days gets the titles and the signals of these days.
"""

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from devstack.commands.importer import import_past, import_since
from devstack.demo.accounts import Accounts, subscribe
from devstack.demo.community import EARLY, LATE, NAMES, STEADY, library_of
from devstack.demo.conversation import converse
from devstack.demo.curation import begin, curate
from devstack.demo.document import Library
from devstack.demo.files import connect
from devstack.demo.settings import settle_in
from devstack.demo.stock import stock_of
from devstack.demo.visitor import PUBLIC_LIST, SHARED_LIST, visitors_library
from devstack.errors import GatewayRefused
from devstack.gateway_client import GatewayClient
from devstack.processes.supervisor import Say

FILE: Final = "marquee-demo.json"
"""The name of the import by which a user has got a library."""
DONE: Final = "demo-seeded"
"""A file of the data folder: all of this was done."""

MOST_DAYS: Final = 90
"""Signals of more days than these are not made up for."""
_GROUP: Final = 8
"""Libraries that are imported at a time."""
_TIMEOUT_SECONDS: Final = 120.0
_POLL_SECONDS: Final = 0.3
_BEFORE_COMMIT: Final = frozenset({"received", "parsing", "matching"})


def seed(administrator: GatewayClient, accounts: Accounts, data: Path, say: Say) -> None:
    """Add users with libraries, curated collections and two years of signals; raise GatewayRefused."""
    done = data / DONE
    if done.exists():
        _catch_up(administrator, done, say)
        return
    began = time.monotonic()
    stock = stock_of(data)
    with accounts.visitor() as visitor:
        subscribe(visitor, stock)
        settle_in(visitor, data, stock)
        _import([(visitor, visitors_library(stock))])
        with accounts.editor(administrator) as editor:
            curate(editor, stock)
        begin(administrator)
        connect(administrator, data, stock)
        members = [accounts.member(place) for place in range(len(NAMES))]
        try:
            for first in range(0, len(members), _GROUP):
                group = range(first, min(first + _GROUP, len(members)))
                _import([(members[place], library_of(place, stock)) for place in group])
            _meet(visitor, members)
            converse(visitor, members)
        finally:
            for member in members:
                member.close()
    signals = import_past(administrator)
    for show in (STEADY, EARLY, LATE):
        administrator.post(f"/stats/drop-off/analyze/{show}")
    done.touch()
    users = len(NAMES) + 2
    say(f"demo data complete: {users} users, {signals} past signals ({time.monotonic() - began:.0f} s)")


def _catch_up(administrator: GatewayClient, done: Path, say: Say) -> None:
    """Import what has happened at the providers since the demo data was complete, when that was on an earlier day."""
    days = (datetime.now(UTC).date() - datetime.fromtimestamp(done.stat().st_mtime, UTC).date()).days
    if days < 1:
        return
    outcome = import_since(administrator, min(days + 1, MOST_DAYS))
    done.touch()
    say(f"demo data of {days} days added: {outcome.ready} titles are up to date")


def _import(libraries: Iterable[tuple[GatewayClient, Library]]) -> None:
    """Import the library of each user, who commits it once it was read, and wait for all of them."""
    waiting = {client: _received(client, library) for client, library in libraries}
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while waiting:
        for client, identifier in list(waiting.items()):
            state = client.get(f"/me/imports/{identifier}")["state"]
            if state == "ready":
                client.post(f"/me/imports/{identifier}/commit", {})
            elif state not in {*_BEFORE_COMMIT, "committing"}:
                del waiting[client]
                if state != "committed":
                    raise GatewayRefused(f"the import of a library of the demo data has ended as {state}")
        if time.monotonic() > deadline:
            raise GatewayRefused(f"{len(waiting)} libraries of the demo data were not imported in time")
        time.sleep(_POLL_SECONDS)


def _received(client: GatewayClient, library: Library) -> str:
    """Return the import of the library, which is uploaded unless it was before."""
    former = [item for item in client.get("/me/imports", {"limit": "100"}) if item["name"] == FILE]
    uploaded: Any = former[0] if former else client.upload(f"/me/imports?name={FILE}", library.content())
    return str(uploaded["id"])


def _meet(visitor: GatewayClient, members: list[GatewayClient]) -> None:
    """Let users like public lists, and two of them take part in a list of the visitor that has a public link."""
    lists = {item["name"]: item for item in visitor.get("/me/lists", {"limit": "100"})}
    public = [item["id"] for item in visitor.get("/lists/public", {"limit": "50"})]
    for place, member in enumerate(members):
        for liked in (*public[place % 3 :: 5], lists[PUBLIC_LIST]["id"])[: 1 + place % 4]:
            member.put(f"/lists/{liked}/like")
    shared = lists[SHARED_LIST]["id"]
    for member, role in zip(members, ("editor", "viewer"), strict=False):
        user = member.get("/users/me")["id"]
        visitor.put(f"/lists/{shared}/members/{user}", {"role": role})
    visitor.post(f"/lists/{shared}/links/public")
