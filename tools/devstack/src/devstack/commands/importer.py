"""Imports titles through the gateway and follows their jobs to the end, with a progress bar."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from devstack.errors import GatewayRefused
from devstack.gateway_client import GatewayClient
from devstack.processes.supervisor import Say
from provider_simulator.titles.demo import demo_history, demo_past, demo_titles

_BULK_ITEMS = 1000
_HISTORY_ROWS = 2000
_JOBS_A_QUESTION = 200
_POLL_SECONDS = 0.5
_TIMEOUT_SECONDS = 300.0
_ENDED = {"ready", "failed", "cancelled"}

T = TypeVar("T")
Title = tuple[str, int]


@dataclass(slots=True)
class Outcome:
    """How an import ended: titles that became ready, and why others did not."""

    ready: int = 0
    failures: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0


def import_titles(client: GatewayClient, titles: Iterable[Title], *, quiet: bool = False) -> Outcome:
    """Import each (kind, TMDB id) and wait for all, with a progress bar unless `quiet`; raises GatewayRefused."""
    began = time.monotonic()
    outcome = Outcome()
    names: dict[str, str] = {}
    for chunk in _chunks(dict.fromkeys(titles), _BULK_ITEMS):
        items = [{"tmdbId": number, "type": kind} for kind, number in chunk]
        jobs = client.post("/ingestion/bulk", {"items": items})["jobs"]
        names |= {job["jobId"]: f"{kind} {number}" for job, (kind, number) in zip(jobs, chunk, strict=True)}
    with _progress(quiet=quiet) as progress:
        bar = progress.add_task("titles", total=len(names))
        for job in _follow(client, names):
            if job["status"] == "ready":
                outcome.ready += 1
            else:
                outcome.failures[names[job["id"]]] = str(job.get("errorMessage") or job["status"])
            progress.update(bar, advance=1, description=f"titles ({len(outcome.failures)} failed)")
    outcome.seconds = time.monotonic() - began
    return outcome


def import_demo(client: GatewayClient, say: Say, before_signals: Callable[[], None] = lambda: None) -> Outcome:
    """Import the demo catalog, today's lists and snapshot, and the past of its signals; print counts and times.

    Users who subscribe in `before_signals` to titles that rise are notified of those that the signals show as risers.
    """
    began = time.monotonic()
    outcome = import_titles(client, demo_titles())
    report(outcome, say)
    before_signals()
    for path in ("/ingestion/trending", "/ingestion/snapshots"):
        _run_job(client, path)
    rows = demo_history(datetime.now(UTC).date())
    with _progress() as progress:
        for chunk in progress.track(list(_chunks(rows, _HISTORY_ROWS)), description="history"):
            client.post("/ingestion/signals/backfill", {"rows": chunk})
    outcome.seconds = time.monotonic() - began
    say(f"lists, snapshot and {len(rows)} daily signals sent; {outcome.seconds:.1f} s in all")
    return outcome


def import_since(client: GatewayClient, days: int) -> Outcome:
    """Import the demo catalog, its lists and the signals of so many days again; raises GatewayRefused."""
    outcome = import_titles(client, demo_titles(), quiet=True)
    for path in ("/ingestion/trending", "/ingestion/snapshots"):
        _run_job(client, path)
    for chunk in _chunks(demo_history(datetime.now(UTC).date(), days), _HISTORY_ROWS):
        client.post("/ingestion/signals/backfill", {"rows": chunk})
    return outcome


def import_past(client: GatewayClient) -> int:
    """Send the signals of the two years before those of the demo catalog; return their number."""
    rows = demo_past(datetime.now(UTC).date())
    for chunk in _chunks(rows, _HISTORY_ROWS):
        client.post("/ingestion/signals/backfill", {"rows": chunk})
    return len(rows)


def report(outcome: Outcome, say: Say) -> None:
    """Print how many titles became ready, and why others did not."""
    say(f"{outcome.ready} titles imported, {len(outcome.failures)} failed ({outcome.seconds:.1f} s)")
    for name, reason in outcome.failures.items():
        say(f"  {name}: {reason}")


def _run_job(client: GatewayClient, path: str) -> None:
    [job] = _follow(client, [client.post(path)["jobId"]])
    if job["status"] != "ready":
        raise GatewayRefused(f"POST {path}: the job ended as {job['status']}: {job.get('errorMessage')}")


def _follow(client: GatewayClient, ids: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Yield each job once it has ended, in any order; raise GatewayRefused when none ends for a long time."""
    waiting = set(ids)
    last_end = time.monotonic()
    while True:
        for chunk in _chunks(sorted(waiting), _JOBS_A_QUESTION):
            ended = [job for job in client.get("/ingestion/jobs", {"ids": ",".join(chunk)}) if job["status"] in _ENDED]
            waiting -= {job["id"] for job in ended}
            last_end = time.monotonic() if ended else last_end
            yield from ended
        if not waiting:
            return
        if time.monotonic() - last_end > _TIMEOUT_SECONDS:
            raise GatewayRefused(f"no job has ended for {_TIMEOUT_SECONDS:g} s; {len(waiting)} are open")
        time.sleep(_POLL_SECONDS)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _progress(*, quiet: bool = False) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, disable=quiet)
