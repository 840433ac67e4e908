"""The users and samples with which the contract table is run."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import uuid4

import httpx2

from contract_operation import Access, Operation, filled
from contract_table import PASSWORD
from contracts.identity import media_id
from provider_simulator.titles.demo import demo_history
from stacks import Stack

MOVIE: Final = 603
SHOW: Final = 1396
SIMILAR: Final = 1405
"""A show with the genres of the other one."""
IN_THEATERS: Final = 9900230
ON_DIGITAL: Final = 9900218
AIRING: Final = 9950002
"""The last three are titles of the demo catalog whose dates follow the current day."""

ON_DEMAND: Final = (9900225, 9900226, 9900227, 9900228)
"""Candidates for an import on demand: the first that is not imported yet."""

WAIT_SECONDS: Final = 30.0

DUPLICATE: Final = 548
"""A movie that no other test reads: it is edited, hidden and merged."""

Json = dict[str, Any]
Role = Literal["user", "editor", "admin"]


@dataclass
class Clients:
    """A client of the gateway, and the samples and tokens for its requests."""

    api: httpx2.Client
    samples: dict[str, Any]
    headers: dict[str, dict[str, str]]
    _read: str | None = field(default=None, init=False)
    """The run that requests read."""

    def session(self) -> tuple[dict[str, str], str]:
        """Return the headers of a new session of the user, and its refresh token."""
        return signed_in(self.api, self.samples["email"], PASSWORD)

    def allowed(self, operation: Operation) -> dict[str, str]:
        """Return headers with which an operation succeeds."""
        if operation.ends_session:
            return self.session()[0]
        if operation.recent:
            self._prove(operation.access)
        if operation.newcomer:
            return self.newcomer()
        return self.headers["user" if operation.access == "optional" else operation.access]

    def _prove(self, access: Access) -> None:
        """Prove the user of an access again, for changes that need a recent sign-in."""
        password = self.samples["adminPassword"] if access == "admin" else PASSWORD
        body = {"method": "password", "password": password}
        response = self.api.post("/api/v1/auth/reauthenticate", json=body, headers=self.headers[access])
        assert response.status_code == 204, response.text

    def newcomer(self) -> dict[str, str]:
        """Return the headers of a user who has just registered."""
        username = f"u_{uuid4().hex[:12]}"
        body = {"email": f"{username}@marquee.example", "username": username, "password": PASSWORD}
        response = self.api.post("/api/v1/auth/register", json=body)
        return {"authorization": f"Bearer {response.json()['data']['accessToken']}"}

    def send(
        self,
        prefix: str,
        operation: Operation,
        headers: Mapping[str, str],
        *,
        extra: str = "",
        condition: str = "*",
        **changed: Any,
    ) -> httpx2.Response:
        """Send the request of an operation, with more in the query and with other samples if given."""
        # What is given in its place need not be created.
        operation = replace(
            operation,
            path=filled(operation.path, changed),
            query=filled(operation.query, changed),
            body=filled(operation.body, changed),
        )
        samples = {**self.samples, **self.fresh(operation, headers)}
        query = "&".join(part for part in (filled(operation.query, samples), extra) if part)
        path = prefix + filled(operation.path, samples) + (f"?{query}" if query else "")
        body = None if operation.body is None else filled(operation.body, samples)
        sent = {"if-match": condition} if operation.conditional and condition else {}
        if isinstance(body, str):
            sent["content-type"] = "text/csv"
            return self.api.request(operation.method, path, content=body, headers={**sent, **headers})
        return self.api.request(operation.method, path, json=body, headers={**sent, **headers})

    def fresh(self, operation: Operation, headers: Mapping[str, str]) -> Json:
        """Return the samples that serve one request only; policies and runs are created for administrators."""
        fresh: Json = {"unique": f"u_{uuid4().hex[:12]}", "newPolicy": uuid4(), "preparedRun": uuid4()}
        if operation.needs("userCode"):
            fresh["userCode"] = self.api.post("/api/v1/auth/device", json={}).json()["data"]["userCode"]
        if operation.needs("freshToken"):
            fresh["freshToken"] = self.session()[1]
        if operation.needs("newInvitation"):
            fresh["newInvitation"] = self.administer("POST", "/admin/invitations", {})["id"]
        if operation.needs("otherSession"):
            fresh["otherSession"] = self._other_session()
        fresh |= {name: str(uuid4()) for name in ("newPlay", "newScrobbleKey", "newUnmatched")}
        if dict(headers) == self.headers["user"]:
            fresh |= self._of_library(operation)
        if dict(headers) != self.headers["admin"]:
            return fresh
        of_run = operation.needs("preparedRun") or operation.path.endswith("/runs")
        if of_run and operation.method in ("GET", "HEAD") and not operation.needs("newPolicy"):
            fresh["preparedRun"] = self._run_to_read()
        elif of_run or operation.needs("newPolicy"):
            fresh["newPolicy"] = self._policy()
            if of_run:
                fresh["preparedRun"] = self._prepared_run(fresh["newPolicy"])
        return fresh

    def administer(self, method: str, path: str, body: Json | None = None, *, as_: Role = "admin") -> Json:
        """Send a request that prepares another one, and return its `data`."""
        headers = {**self.headers[as_], "if-match": "*"}
        response = self.api.request(method, f"/api/v1{path}", json=body, headers=headers)
        assert response.status_code < 300, response.text
        return dict(response.json()["data"])

    def _other_session(self) -> str:
        """Return the id of another session of the user."""
        listed = self.api.get("/api/v1/auth/sessions", headers=self.session()[0]).json()["data"]
        return next(str(session["id"]) for session in listed if session["isCurrent"])

    def _play(self) -> str:
        """Return the id of a new play of the user."""
        recorded = self.administer("POST", "/me/plays", {"mediaItemId": self.samples["movieId"]}, as_="user")
        return str(recorded["plays"][0]["id"])

    def _of_library(self, operation: Operation) -> Json:
        """Return what an operation changes in the library of the user, created for it."""
        creations = {"newPlay": self._play, "newScrobbleKey": self._scrobble_key, "newUnmatched": self._unmatched}
        return {name: create() for name, create in creations.items() if operation.needs(name)}

    def _scrobble_key(self) -> str:
        """Return the id of a new key of a webhook of the user."""
        body = {"source": "kodi", "name": "Contract"}
        return str(self.administer("POST", "/me/scrobble-keys", body, as_="user")["id"])

    def _unmatched(self) -> str:
        """Return the id of a new scrobble without a title of the user."""
        body = {"action": "scrobble", "type": "movie", "title": f"Unknown {uuid4().hex}"}
        assert self.administer("POST", "/me/scrobbles", body, as_="user")["result"] == "unmatched"
        listed = self.api.get("/api/v1/me/unmatched-scrobbles?limit=100", headers=self.headers["user"]).json()["data"]
        return next(str(item["id"]) for item in listed if item["title"] == body["title"])

    def _policy(self) -> str:
        return str(self.administer("POST", "/admin/catalog-policies", {"eligibilityMode": "OPEN"})["id"])

    def _run_to_read(self) -> str:
        """Return a prepared run that no request changes: to prepare one takes a second."""
        if self._read is None or self._status(self._read) != "prepared":
            self._read = self._prepared_run(self._policy())
        return self._read

    def _status(self, run: str) -> str:
        return str(self.administer("GET", f"/admin/catalog-policies/runs/{run}")["status"])

    def _prepared_run(self, policy: str) -> str:
        run = str(self.administer("POST", f"/admin/catalog-policies/{policy}/prepare", {})["runId"])
        deadline = time.monotonic() + WAIT_SECONDS
        while (status := self._status(run)) != "prepared":
            assert time.monotonic() < deadline, status
            time.sleep(0.1)
        return run


def prepared(stack: Stack, api: httpx2.Client) -> Clients:
    """Import titles for every list, register a user with entries, and return the clients."""
    _import(stack)
    email = f"user_{uuid4().hex[:8]}@marquee.example"
    username = email.partition("@")[0]
    created = api.post("/api/v1/auth/register", json={"email": email, "username": username, "password": PASSWORD})
    user = {"authorization": f"Bearer {created.json()['data']['accessToken']}"}
    _set_state(api, user, media_id("movie", MOVIE), {"state": "planned", "rating": 90})
    _set_state(api, user, media_id("movie", IN_THEATERS), {"state": "completed"})
    # No request changes these two: those of others complete the movie, and begin the show again.
    _set_state(api, user, media_id("movie", ON_DIGITAL), {"state": "planned"})
    _set_state(api, user, media_id("show", SIMILAR), {"progress": {"seasons": {"1": 1}}})
    _set_state(api, user, media_id("show", SHOW), {"state": "watching", "progress": {"seasons": {"1": 1}}})
    _create(api, user, f"saved-items/{media_id('show', SHOW)}", {"list": "for_later"})
    _create(api, user, f"saved-items/{media_id('show', AIRING)}", {"list": "considering"})
    _create(api, user, f"subscriptions/{media_id('show', SHOW)}", {"trigger": "new_season"})
    webhook = _scrobbles(api, user)
    for path in (
        "movies/now-playing",
        "movies/new-releases",
        "movies/new-on-digital",
        "shows/new-episodes",
        "providers",
    ):
        _listed(api, path)
    movie, show = _slug(api, "movie", MOVIE), _slug(api, "show", SHOW)
    offers = api.get(f"/api/v1/catalog/movies/{movie}?region=US").json()["data"]["availability"]
    stack.settle()
    provider = offers["stream"][0]["providerId"]
    _present(api, f"insights/providers/{provider}/series?region=US")
    ranked = next(of for of in _present(api, "insights/lists") if of["listId"].startswith("now-playing.movie"))
    now = datetime.now(UTC)
    samples = {
        "adminPassword": stack.admin_password,
        "email": email,
        "username": username,
        "jobId": _finished_import(api, user),
        "movieId": str(media_id("movie", MOVIE)),
        "movieNumber": MOVIE,
        "movieSlug": movie,
        "showId": str(media_id("show", SHOW)),
        "showNumber": SHOW,
        "showSlug": show,
        "genre": api.get(f"/api/v1/catalog/shows/{show}").json()["data"]["genres"][0]["slug"],
        "genreNumber": 18,
        "providerNumber": provider,
        "listId": ranked["listId"],
        "listedId": str(media_id("movie", IN_THEATERS)),
        "year": now.year,
        "lastYear": now.year - 1,
        "nextYear": now.year + 1,
        "today": now.date().isoformat(),
        "noProvider": "nothing",
        "pictureFile": "512.webp",
        "deviceId": _devices(api, user),
        "webhookKey": webhook,
        "webhookSource": "jellyfin",
        "noId": str(uuid4()),
        "one": 1,
    }
    admin, _ = signed_in(api, stack.admin_email, stack.admin_password)
    return Clients(api, samples, {"none": {}, "user": user, "admin": admin})


def signed_in(api: httpx2.Client, email: str, password: str) -> tuple[dict[str, str], str]:
    """Return the headers of a new session, and its refresh token."""
    response = api.post("/api/v1/auth/login", json={"email": email, "password": password})
    assert response.status_code == 200, response.text
    tokens = response.json()["data"]
    return {"authorization": f"Bearer {tokens['accessToken']}"}, tokens["refreshToken"]


def _import(stack: Stack) -> None:
    """Import the titles and their past audience."""
    for kind, numbers in (("movie", (MOVIE, IN_THEATERS, ON_DIGITAL, DUPLICATE)), ("show", (SHOW, SIMILAR, AIRING))):
        done = stack.marquee("import", kind, *map(str, numbers))
        assert done.returncode == 0, done.stdout + done.stderr
    with stack.client() as admin:
        admin.sign_in()
        past = [row for row in demo_history(datetime.now(UTC).date()) if row["tmdbId"] in (MOVIE, SHOW)]
        admin.post("/ingestion/signals/backfill", {"rows": past})
        admin.post("/ingestion/movies/now-playing-flags", {})


def _finished_import(api: httpx2.Client, user: Mapping[str, str]) -> str:
    """Import a title on demand, and return the id of the job when it has the slug."""
    for number in ON_DEMAND:
        started = api.post(f"/api/v1/catalog/import/movie/{number}", headers=dict(user)).json()["data"]
        if started["status"] == "importing":
            break
    assert started["status"] == "importing"
    deadline = time.monotonic() + WAIT_SECONDS
    while not (job := api.get(f"/api/v1/ingestion/jobs/{started['jobId']}", headers=dict(user)).json()["data"])["slug"]:
        assert time.monotonic() < deadline, job
        time.sleep(0.2)
    assert job["status"] == "ready"
    return str(job["id"])


def _set_state(api: httpx2.Client, user: Mapping[str, str], media: object, state: Json) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while (response := api.patch(f"/api/v1/user-media/{media}", json=state, headers=dict(user))).status_code != 200:
        assert time.monotonic() < deadline, response.text
        time.sleep(0.2)


def _create(api: httpx2.Client, user: Mapping[str, str], path: str, body: Json) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while (response := api.post(f"/api/v1/me/{path}", json=body, headers=dict(user))).status_code != 201:
        assert time.monotonic() < deadline, response.text
        time.sleep(0.2)


def _scrobbles(api: httpx2.Client, user: Mapping[str, str]) -> str:
    """Store a position and a scrobble without a title, and return the key of a webhook."""
    headers = dict(user)
    position = {"positionSeconds": 600, "durationSeconds": 8160, "device": {"id": "tv"}, "state": "paused"}
    stored = api.put(f"/api/v1/me/positions/{media_id('movie', MOVIE)}", json=position, headers=headers)
    assert stored.status_code == 200, stored.text
    unknown = {"action": "scrobble", "type": "movie", "title": "Unknown", "ids": {"imdb": "tt99999999"}}
    assert api.post("/api/v1/me/scrobbles", json=unknown, headers=headers).status_code == 200
    key = {"source": "jellyfin", "name": "Contract"}
    created = api.post("/api/v1/me/scrobble-keys", json=key, headers=headers)
    assert created.status_code == 201, created.text
    return str(created.json()["data"]["key"])


def _devices(api: httpx2.Client, user: Mapping[str, str]) -> str:
    """Register as many devices as the plan of a user permits, and return the id of the first."""
    devices = [{"name": f"Device {number}", "kind": "tv"} for number in range(4)]
    registered = [api.post("/api/v1/auth/devices", json=device, headers=dict(user)) for device in devices]
    return str(registered[0].json()["data"]["id"])


def _listed(api: httpx2.Client, path: str) -> list[Json]:
    """Return the items of a list of the catalog as soon as it has any."""
    return list(_present(api, f"catalog/{path}"))


def _present(api: httpx2.Client, path: str) -> Any:
    """Return the data of a path as soon as it has any."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not (data := api.get(f"/api/v1/{path}").json().get("data")):
        assert time.monotonic() < deadline, path
        time.sleep(0.2)
    return data


def _slug(api: httpx2.Client, kind: Literal["movie", "show"], number: int) -> str:
    identity = str(media_id(kind, number))
    listed = _listed(api, f"{kind}s/trending?limit=50")
    return str(next(item["slug"] for item in listed if item["mediaItemId"] == identity))
