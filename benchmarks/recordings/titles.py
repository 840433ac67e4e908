"""The recorded daily series of TMDB, and the dated facts about their titles."""

import csv
import gzip
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

HIATUS: Final = timedelta(days=45)
"""An episode that comes so long after the one before it begins a season or a part of one."""
_REISSUE: Final = re.compile(r"\s*(\d{4} Re-release|\d+th Anniversary.*|Re-release)\s*$")


class Fact(NamedTuple):
    """Something that happened to a title on a day."""

    day: date
    code: str


@dataclass
class Recording:
    """A title with its series: parallel lists, one entry per recorded day."""

    kind: str
    tmdb_id: int
    name: str
    year: int | None
    days: list[date] = field(default_factory=list)
    popularity: list[float] = field(default_factory=list)
    votes: list[float] = field(default_factory=list)
    facts: set[Fact] = field(default_factory=set)


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Return the rows of a CSV file, compressed or not."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    yield from csv.DictReader(io.StringIO(content.decode()))


def day(text: str) -> date | None:
    """Return the day of a text, or null when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def plain(name: str) -> str:
    """Return a name in a form that two spellings share."""
    return re.sub(r"[^a-z0-9]+", " ", unicodedata.normalize("NFKD", name.lower())).strip()


def load(datasets: Path) -> list[Recording]:
    """Return every title of the daily series with its facts, by kind and number."""
    titles: dict[tuple[str, int], Recording] = {}
    named: dict[tuple[str, str], list[Recording]] = defaultdict(list)
    for kind, prefix in (("movie", "movies"), ("show", "tv")):
        for row in rows(datasets / "tmdb_daily" / f"{prefix}_titles.csv"):
            first = day(row["date"])
            title = Recording(kind, int(row["tmdb_id"]), row["title"], first.year if first else None)
            titles[kind, title.tmdb_id] = title
            for name in {plain(row["title"]), plain(row["original_title"])}:
                named[kind, name].append(title)
        daily: dict[int, list[dict[str, str]]] = defaultdict(list)
        for row in rows(datasets / "tmdb_daily" / f"{prefix}_daily.csv.gz"):
            daily[int(row["tmdb_id"])].append(row)
        for tmdb_id, recorded in daily.items():
            title = titles.setdefault((kind, tmdb_id), Recording(kind, tmdb_id, str(tmdb_id), None))
            _fill(title, sorted(recorded, key=lambda row: row["date"]))
    _add_netflix(datasets, named)
    _add_box_office(datasets, named)
    return [titles[key] for key in sorted(titles) if titles[key].days]


def _fill(title: Recording, recorded: list[dict[str, str]]) -> None:
    before: dict[str, str] = {}
    for row in recorded:
        today = day(row["date"])
        if today is None or not row["popularity"]:
            continue
        title.days.append(today)
        title.popularity.append(float(row["popularity"]))
        title.votes.append(float(row["vote_count"] or 0))
        if title.kind == "movie":
            released = day(row["release_date"])
            if released:
                title.facts.add(Fact(released, "released"))
        else:
            title.facts.update(_season_facts(today, row, before))
        before = row


def _season_facts(today: date, row: dict[str, str], before: dict[str, str]) -> Iterator[Fact]:
    last, following = day(row["last_ep_air_date"]), day(row["next_ep_air_date"])
    if last and row["last_ep_number"] == "1":
        yield Fact(last, "season_started")
    if last and following and following - last > HIATUS:
        yield Fact(following, "season_started")
    if not before:
        return
    earlier = day(before["last_ep_air_date"])
    if last and earlier and last - earlier > HIATUS:
        yield Fact(last, "season_started")
    if _number(row["number_of_seasons"]) > _number(before["number_of_seasons"]) > 0:
        yield Fact(today, "season_announced")


def _number(text: str) -> int:
    return int(float(text)) if text else 0


def _add_netflix(datasets: Path, named: dict[tuple[str, str], list[Recording]]) -> None:
    """Add the weeks in which a title entered one of Netflix's weekly top tens."""
    weeks: dict[tuple[str, str], set[date]] = defaultdict(set)
    for row in rows(datasets / "netflix_top10_weekly_global.csv.gz"):
        last = day(row["week"])
        kind = "show" if row["category"].startswith("TV") else "movie"
        if last and (kind, plain(row["show_title"])) in named:
            weeks[kind, plain(row["show_title"])].add(last)
    week = timedelta(days=7)
    for key, listed in weeks.items():
        entries = {Fact(last - timedelta(days=6), "list_entry") for last in listed if last - week not in listed}
        for title in named[key]:
            title.facts.update(entries)


def _add_box_office(datasets: Path, named: dict[tuple[str, str], list[Recording]]) -> None:
    """Add the first day of each release in the US box office; a reissue may be of a movie of any year."""
    for release in box_office(datasets):
        name = _REISSUE.sub("", release.title)
        for title in named.get(("movie", plain(name)), ()):
            near = title.year is not None and abs(release.first.year - title.year) <= 1
            if near or name != release.title:
                title.facts.add(Fact(release.first, "box_office"))


@dataclass
class Release:
    """A release in the US: its first day in the box office, and the gross of its first 7 days there."""

    title: str
    first: date
    opening: float


def box_office(datasets: Path) -> list[Release]:
    """Return every release of the daily box office, by its first day."""
    grosses: dict[str, list[tuple[date, float, str]]] = defaultdict(list)
    for row in rows(datasets / "us_boxoffice_daily.csv.gz"):
        today = day(row["date"])
        if today:
            grosses[row["release_id"]].append((today, float(row["gross_usd"] or 0), row["title"]))
    releases = []
    for recorded in grosses.values():
        first = min(recorded)[0]
        opening = sum(gross for today, gross, _ in recorded if (today - first).days < 7)
        releases.append(Release(recorded[0][2], first, opening))
    return sorted(releases, key=lambda release: (release.first, release.title))
