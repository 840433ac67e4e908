"""Works on the stack of provider cases as its users do, through the gateway, and edits what the providers say."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import httpx2

from devstack.ports import plan
from provider_responses import Json, listed_seasons, season_body
from stacks import Stack

Kind = Literal["movie", "show"]
PATHS: Mapping[Kind, str] = {"movie": "movies", "show": "shows"}
DONE = {"ready", "failed", "cancelled"}


@dataclass(frozen=True, slots=True)
class Cases:
    """The running stack, an administrator's client, and the simulator's control endpoint."""

    stack: Stack
    api: httpx2.Client

    def sync(self, kind: Kind, number: int, *, force: bool = False, seconds: float = 60) -> Json:
        """Import a title, wait until every service has it, and return the job."""
        requested = self.api.post("/ingestion/sync", json={"tmdbId": number, "type": kind, "force": force})
        assert requested.status_code == 202, requested.text
        job = self.job(requested.json()["data"]["jobId"], seconds=seconds)
        self.stack.settle()
        return job

    def imported(self, kind: Kind, number: int, *, force: bool = False) -> Json:
        """Import a title and return its details."""
        job = self.sync(kind, number, force=force)
        assert job["status"] == "ready", job
        return self.details(kind, f"case-{number}")

    def job(self, job_id: str, *, seconds: float = 60) -> Json:
        """Return a job when it has ended."""
        deadline = time.monotonic() + seconds
        while True:
            job = self.get(f"/ingestion/jobs/{job_id}")
            if job["status"] in DONE:
                return dict(job)
            assert time.monotonic() < deadline, job
            time.sleep(0.1)

    def details(self, kind: Kind, slug: str, **params: str) -> Json:
        """Return a title's details."""
        return dict(self.get(f"/catalog/{PATHS[kind]}/{slug}", **params))

    def season(self, number: int, season: int) -> Json:
        """Return a season of a show."""
        return dict(self.get(f"/catalog/shows/case-{number}/seasons/{season}"))

    def calendar(self, number: int, start: str, days: int = 31) -> list[tuple[int, int, str]]:
        """Return season, episode and day of a show's episodes in the calendar."""
        listed = self.get("/catalog/shows/calendar", startDate=start, days=str(days))["days"]
        return [
            (entry["seasonNumber"], entry["episodeNumber"], item["date"])
            for item in listed
            for entry in item["episodes"]
            if entry["slug"] == f"case-{number}"
        ]

    def get(self, path: str, **params: str) -> Any:
        """Return `data` of a successful read."""
        response = self.api.get(path, params=params)
        assert response.status_code == 200, response.text
        return response.json()["data"]

    def unfinished(self, number: int) -> list[Json]:
        """Return the jobs of a show that have not ended."""
        jobs = self.get("/ingestion/jobs", tmdbId=str(number), type="show")
        return [job for job in jobs if job["status"] not in DONE]

    @staticmethod
    def until(condition: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until a condition holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.2)

    def edit(self, provider: str, path: str, patch: Json | None) -> None:
        """Change the response of a provider at a path from now on; None makes it a 404."""
        edit: Json = {"path": path, "status": 404} if patch is None else {"path": path, "patch": patch}
        self._control("edits", provider, edit)

    def edit_seasons(self, number: int, seasons: Mapping[int, list[Json]], **fields: Any) -> None:
        """Change a show's seasons at TMDB, its counts with them."""
        self.edit("tmdb", f"/tv/{number}", listed_seasons(seasons) | fields)
        for season, episodes in seasons.items():
            self.edit("tmdb", f"/tv/{number}/season/{season}", season_body(season, episodes))

    def fault(self, provider: str, *faults: Json) -> None:
        """Replace the faults of a provider."""
        self._control("faults", provider, list(faults))

    def undo(self, *providers: str) -> None:
        """Withdraw the edits of these providers."""
        for provider in providers:
            httpx2.delete(self._address("edits", provider), trust_env=False).raise_for_status()

    def _control(self, what: str, provider: str, body: object) -> None:
        httpx2.put(self._address(what, provider), json=body, trust_env=False).raise_for_status()

    def _address(self, what: str, provider: str) -> str:
        return f"http://127.0.0.1:{plan(self.stack.base)['provider_simulator']}/control/{what}/{provider}"
