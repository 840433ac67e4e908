"""The editor, and the samples of the catalog's own operations."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

import httpx2

from catalog_table import CHANGE, NEW_COLLECTION
from contract_clients import DUPLICATE, WAIT_SECONDS, Clients, Json, prepared, signed_in
from contract_operation import Operation, filled
from contract_sources import external_lists, media_source
from contract_table import PASSWORD
from contracts.identity import media_id
from imports_table import FILE, IMPORTS
from stacks import Stack

KEYS: Final = "/auth/api-keys"
PHONES: Final = "/notifications/targets/sms"


@dataclass
class CatalogClients(Clients):
    """Clients that also send the requests of editors."""

    _last_list: str | None = field(default=None, init=False)

    def fresh(self, operation: Operation, headers: Mapping[str, str]) -> Json:
        """Return the samples that serve one request only; what an editor changes is created for them."""
        fresh = super().fresh(operation, headers)
        fresh |= {"freeSlug": f"free-{uuid4().hex[:12]}", "newCollection": "none", "newChange": uuid4()}
        if operation.needs("feedToken"):
            fresh["feedToken"] = self.administer("POST", "/catalog/calendar/feed", as_="user")["token"]
        fresh["memberId"] = uuid4()
        if operation.needs("memberId") and dict(headers) == self.headers["admin"]:
            fresh["memberId"] = self._member()
        fresh |= self._list(operation)
        fresh |= self._ranking(operation)
        if operation.path == PHONES:
            self._delete_targets()
        fresh |= {"newImport": uuid4(), "openImport": uuid4(), "rowNumber": 1}
        for name in ("newImport", "openImport"):
            if operation.needs(name) and dict(headers) == self.headers["user"]:
                fresh[name] = self._import(operation)
        fresh["newKey"] = uuid4()
        if operation.path.startswith(KEYS) and dict(headers) == self.headers["user"]:
            fresh["newKey"] = self._only_key()
        if operation.access != "editor" or dict(headers) not in (self.headers["editor"], self.headers["admin"]):
            return fresh
        if operation.needs("newCollection"):
            fresh["newCollection"] = self._created("/admin/catalog/collections", NEW_COLLECTION, fresh)["slug"]
        if operation.needs("newChange"):
            fresh["newChange"] = self._created("/admin/catalog/schedule", CHANGE, fresh)["id"]
        return fresh

    def _list(self, operation: Operation) -> Json:
        """Return a new public list of the user and the tokens of its links; the one before is deleted."""
        if not any(map(operation.needs, ("newList", "publicToken", "invitationToken"))):
            return {}
        if self._last_list is not None:
            self.api.delete(f"/api/v1/lists/{self._last_list}", headers=self.headers["user"])
        new = {"name": "Contract", "visibility": "public"}
        created = str(self.administer("POST", "/me/lists", new, as_="user")["id"])
        items = {"items": [{"mediaItemId": self.samples["movieId"]}]}
        self.administer("POST", f"/lists/{created}/items", items, as_="user")
        self.administer("PUT", f"/lists/{created}/members/{self.samples['editorId']}", {"role": "editor"}, as_="user")
        tokens = {
            f"{name}Token": self.administer("POST", f"/lists/{created}/links/{kind}", as_="user")["token"]
            for name, kind in (("public", "public"), ("invitation", "viewer"))
        }
        self._last_list = created
        return {"newList": created, **tokens}

    def _delete_targets(self) -> None:
        """Delete the targets of the user: a number that is there is not added again."""
        headers = self.headers["user"]
        for target in self.api.get("/api/v1/notifications/targets", headers=headers).json()["data"]:
            self.api.delete(f"/api/v1/notifications/targets/{target['id']}", headers=headers)

    def _ranking(self, operation: Operation) -> Json:
        """Return a movie that the user has not ranked, or the id of a new ranking."""
        movie = self.samples["movieId"]
        if operation.needs("unrankedMovie"):
            self.api.delete("/api/v1/rankings", headers=self.headers["user"])
            return {"unrankedMovie": movie}
        if operation.needs("newRanking"):
            ranking = {"mediaItemId": movie, "rating": 3}
            return {"newRanking": self.administer("POST", "/rankings", ranking, as_="user")["id"]}
        return {}

    def _import(self, operation: Operation) -> str:
        """Return the id of a new import in the state that the request needs; the ones before are deleted."""
        headers = self.headers["user"]
        for former in self.api.get(f"/api/v1{IMPORTS}?limit=100", headers=headers).json()["data"]:
            self.api.delete(f"/api/v1{IMPORTS}/{former['id']}", headers=headers)
        if operation.needs("openImport"):
            return str(self.administer("POST", f"{IMPORTS}?complete=false", {**FILE}, as_="user")["id"])
        created = str(self.administer("POST", IMPORTS, {**FILE}, as_="user")["id"])
        self._until(created, "ready")
        if operation.path.endswith("/revert"):
            self.administer("POST", f"{IMPORTS}/{created}/commit", {}, as_="user")
            self._until(created, "committed")
        return created

    def _until(self, import_id: str, state: str) -> None:
        deadline = time.monotonic() + WAIT_SECONDS
        while (run := self.administer("GET", f"{IMPORTS}/{import_id}", as_="user"))["state"] != state:
            assert time.monotonic() < deadline, run
            time.sleep(0.1)

    def _only_key(self) -> str:
        """Return the id of a new API key of the user, who has no other: their number is limited."""
        headers = self.headers["user"]
        for key in self.api.get(f"/api/v1{KEYS}", headers=headers).json()["data"]:
            self.api.delete(f"/api/v1{KEYS}/{key['id']}", headers=headers)
        key = {"name": "Contract", "scopes": ["library:read"]}
        created = self.api.post(f"/api/v1{KEYS}", json=key, headers=self.session()[0])
        assert created.status_code == 201, created.text
        return str(created.json()["data"]["id"])

    def _member(self) -> str:
        """Return the id of a user whom no other request concerns."""
        name = f"member_{uuid4().hex[:12]}"
        body = {"email": f"{name}@marquee.example", "username": name, "password": PASSWORD}
        assert self.api.post("/api/v1/auth/register", json=body).status_code == 201
        return str(_user(self, str(body["email"]))["id"])

    def _created(self, path: str, body: Json | Mapping[str, object], fresh: Json) -> Json:
        return self.administer("POST", path, dict(filled(body, {**self.samples, **fresh})), as_="editor")


def prepared_for_catalog(stack: Stack, api: httpx2.Client) -> CatalogClients:
    """Return the clients of the contract, with an editor, a published collection and a duplicate."""
    reader = prepared(stack, api)
    clients = CatalogClients(api, reader.samples, {**reader.headers, "editor": _editor(reader)})
    show = api.get(f"/api/v1/catalog/shows/{reader.samples['showSlug']}").json()["data"]
    movie = api.get(f"/api/v1/catalog/movies/{reader.samples['movieSlug']}").json()["data"]
    clients.samples |= {
        "curatedSlug": f"contract-{uuid4().hex[:12]}",
        "adminId": _user(reader, stack.admin_email)["id"],
        "duplicateId": str(media_id("movie", DUPLICATE)),
        "franchiseSlug": movie["collection"]["slug"],
        "personSlug": movie["credits"]["cast"][0]["slug"],
        "seasonNumber": show["seasons"][-1]["number"],
        "sectionKey": "trendingMovies",
        "linkKind": "public",
        "messageKind": "new_episode",
        "statisticsPart": "weekdays",
    }
    collection = filled({**NEW_COLLECTION, "slug": "{curatedSlug}"}, clients.samples)
    clients.administer("POST", "/admin/catalog/collections", collection, as_="editor")
    clients.administer("PUT", f"/admin/catalog/collections/{clients.samples['curatedSlug']}/published", as_="editor")
    change, _ = [
        clients.administer("POST", "/admin/catalog/schedule", filled(CHANGE, clients.samples), as_="editor")
        for _ in ("ended", "pending")
    ]
    clients.samples["endedChange"] = change["id"]
    clients.administer("DELETE", f"/admin/catalog/schedule/{change['id']}", as_="editor")
    clients.samples |= external_lists(clients) | media_source(clients, stack)
    return clients


def _editor(clients: Clients) -> dict[str, str]:
    """Return the headers of an editor, who becomes one as an administrator does it."""
    email = f"editor_{uuid4().hex[:8]}@marquee.example"
    body = {"email": email, "username": email.partition("@")[0], "password": PASSWORD}
    assert clients.api.post("/api/v1/auth/register", json=body).status_code == 201
    clients.samples["editorId"] = _user(clients, email)["id"]
    clients.administer("PUT", f"/admin/users/{clients.samples['editorId']}/roles", {"roles": ["user", "editor"]})
    return signed_in(clients.api, email, PASSWORD)[0]


def _user(clients: Clients, email: str) -> Json:
    """Return a user by the e-mail address."""
    response = clients.api.get("/api/v1/admin/users", params={"query": email}, headers=clients.headers["admin"])
    [user] = response.json()["data"]
    return dict(user)
