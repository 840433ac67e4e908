"""The demo catalog of a day and the past of its audiences."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest

from provider_simulator.titles import synthetic_shows, synthetic_titles, tables
from provider_simulator.titles.demo import PAST_DAYS, DemoCatalog, demo_history, demo_past, demo_titles
from provider_simulator.titles.episodes import aired, all_episodes, upcoming
from provider_simulator.titles.vocabulary import overview

pytestmark = pytest.mark.unit


def test_demo_titles_lists_each_title_once() -> None:
    titles = demo_titles()
    assert len(titles) == len(set(titles))
    assert sum(1 for kind, _ in titles if kind == "movie") >= 150
    assert sum(1 for kind, _ in titles if kind == "show") >= 60
    assert ("movie", 603) in titles
    assert ("show", 1396) in titles
    assert ("movie", 1396) in titles


def test_history_is_complete_deterministic_and_never_falls(today: date) -> None:
    rows = demo_history(today)
    assert rows == demo_history(today)
    totals: dict[tuple[str, int], list[int]] = defaultdict(list)
    days: dict[tuple[str, int], list[str]] = defaultdict(list)
    for row in rows:
        key = (str(row["kind"]), int(str(row["tmdbId"])))
        totals[key].append(int(str(row["totalWatchers"])))
        days[key].append(str(row["day"]))
        assert int(str(row["liveWatchers"])) >= 0
        assert float(str(row["popularity"])) > 0
    expected = [(today - timedelta(days=back)).isoformat() for back in range(89, -1, -1)]
    assert all(listed == expected for listed in days.values())
    assert all(listed == sorted(listed) for listed in totals.values())
    on_trakt = {(t.kind, t.ids.tmdb) for t in DemoCatalog(today).titles if t.ids.trakt is not None}
    assert set(totals) == on_trakt


def test_history_of_tomorrow_continues_that_of_today(today: date) -> None:
    tomorrow = {
        (row["kind"], row["tmdbId"]): row
        for row in demo_history(today + timedelta(days=1))
        if row["day"] == today.isoformat()
    }
    for row in demo_history(today, days=1):
        assert tomorrow.get((row["kind"], row["tmdbId"]), row) == row


def test_history_has_clear_risers_and_fallers(today: date) -> None:
    """Acceleration of the totals over 30 days, the measure of movements."""
    by_day = {(r["kind"], r["tmdbId"], r["day"]): int(str(r["totalWatchers"])) for r in demo_history(today)}
    now, month, two = (str(today - timedelta(days=back)) for back in (0, 30, 60))
    deltas, fallers = [], 0
    for kind, number in {(kind, number) for kind, number, _ in by_day}:
        current = by_day[kind, number, now] - by_day[kind, number, month]
        previous = by_day[kind, number, month] - by_day[kind, number, two]
        deltas.append(current - previous)
        fallers += previous >= 100 and current <= 0.9 * previous
    assert sum(1 for delta in deltas if delta > 1_000) >= 10
    assert fallers >= 10


@pytest.mark.parametrize("offset", [0, 1, 2, 17, 100, 365, 900])
def test_no_list_is_ever_empty(today: date, offset: int) -> None:
    day = today + timedelta(days=offset)
    movies, shows = synthetic_titles.movies(day), synthetic_shows.shows(day)
    assert sum(1 for movie in movies if day - timedelta(days=43) <= movie.released <= day) >= 12
    assert sum(1 for movie in movies if movie.released > day) >= 12
    assert any(movie.digital and day - timedelta(days=14) <= movie.digital <= day for movie in movies)
    soon = [e for show in shows for e in upcoming(show, day) if e.air_date <= day + timedelta(days=14)]
    recent = [e for show in shows for e in aired(show, day) if e.air_date >= day - timedelta(days=14)]
    assert len(soon) >= 3
    assert len(recent) >= 3


@pytest.mark.parametrize("year", [2026, 2027, 2029])
def test_ten_shows_air_in_any_week(year: int) -> None:
    first = date(year, 1, 1)
    days: dict[int, set[date]] = {
        show.ids.tmdb: {episode.air_date for episode in all_episodes(show)}
        for show in synthetic_shows.shows(date(year + 1, 1, 31))
    }
    for start in (first + timedelta(days=ahead) for ahead in range(365)):
        week = {start + timedelta(days=ahead) for ahead in range(7)}
        assert sum(1 for airing in days.values() if airing & week) >= 10, start


@pytest.mark.parametrize("offset", [0, 9, 45, 200, 1000])
def test_premieres_finales_and_endings_are_near(today: date, offset: int) -> None:
    day = today + timedelta(days=offset)
    shows = synthetic_shows.shows(day)
    near = [e for show in shows for e in all_episodes(show) if abs(e.air_date - day) <= timedelta(days=21)]
    assert any(episode.number == 1 for episode in near)
    assert any(episode.last_of_season for episode in near)
    assert {show.status for show in shows} == {"returning", "ended", "canceled"}
    zones = {show.network.timezone for show in shows if not show.network.streaming}
    assert zones >= {"America/New_York", "America/Los_Angeles", "Europe/London", "Europe/Kyiv", "Asia/Tokyo"}


def test_a_limited_series_ends_with_its_last_episode(today: date) -> None:
    for show in synthetic_shows.shows(today):
        if show.ids.tmdb >= synthetic_shows.FIRST_LIMITED_NUMBER:
            over = all(episode.air_date < today for episode in all_episodes(show))
            assert (show.status != "returning") is over


def test_votes_have_the_shapes_of_the_plans(today: date) -> None:
    votes = {
        show.title: [[e.votes for e in all_episodes(show) if e.season == season.number] for season in show.seasons]
        for show in synthetic_shows.shows(today)
    }
    assert votes["Pier Nine"][0][3] < votes["Pier Nine"][0][2] * 0.6
    late = votes["Harbour Police"]
    assert late[2][-1] < late[2][0] * 0.65
    assert late[0][-1] > late[0][0] * 0.8


def test_the_past_goes_on_where_the_history_begins(today: date) -> None:
    past, history = demo_past(today), demo_history(today)
    assert max(str(row["day"]) for row in past) == (today - timedelta(days=90)).isoformat()
    assert min(str(row["day"]) for row in past) == (today - timedelta(days=PAST_DAYS - 1)).isoformat()
    first = {(row["kind"], row["tmdbId"]): row for row in reversed(history)}
    for row in past:
        assert int(str(row["totalWatchers"])) <= int(str(first[row["kind"], row["tmdbId"]]["totalWatchers"]))


def test_invented_dates_never_move(today: date) -> None:
    later = {movie.ids.tmdb: movie.released for movie in synthetic_titles.movies(today + timedelta(days=20))}
    for movie in synthetic_titles.movies(today):
        assert later.get(movie.ids.tmdb, movie.released) == movie.released
    now = {show.ids.tmdb: [e.air_date for e in all_episodes(show)] for show in synthetic_shows.shows(today)}
    for show in synthetic_shows.shows(today + timedelta(days=60)):
        members = now.get(show.ids.tmdb, [])
        assert [e.air_date for e in all_episodes(show)][: len(members)] == members


def test_invented_titles_are_marked_and_some_are_unknown_to_a_provider(today: date) -> None:
    movies = synthetic_titles.movies(today)
    names = [movie.title for movie in movies] + [show.title for show in synthetic_shows.shows(today)]
    assert len(set(names)) == len(names)
    assert not set(names) & {title.title for title in tables.titles()}
    assert all(" An invented " in overview(movie) for movie in movies)
    assert all(" An invented " in overview(show) for show in synthetic_shows.shows(today))
    assert any(movie.ids.imdb is None for movie in movies)
    assert any(movie.ids.trakt is None for movie in movies)


def test_an_invented_movie_stays_known_after_it_left_the_lists(today: date) -> None:
    gone = synthetic_titles.FIRST_NUMBER + 10
    catalog = DemoCatalog(today)
    movie = catalog.movie(gone)
    assert movie is not None
    assert movie not in catalog.movies
    assert movie.released == date(2025, 1, 31)
    assert catalog.find("imdb", "tt99000011")[0].ids.tmdb == synthetic_titles.FIRST_NUMBER + 11
    assert catalog.movie(synthetic_titles.FIRST_NUMBER + 100_000 // 3) is None


def test_episode_numbers_are_unique_over_all_shows(today: date) -> None:
    numbers = [e.unique for show in DemoCatalog(today).shows for e in all_episodes(show, specials=True)]
    assert len(numbers) == len(set(numbers))
    assert max(numbers) < 9_000_000


def test_demo_titles_follow_the_calendar() -> None:
    """Midnight may pass between any two of these looks at the clock."""

    def titles() -> list[tuple[str, int]]:
        return [(title.kind, title.ids.tmdb) for title in DemoCatalog(datetime.now(UTC).date()).titles]

    before, result, after = titles(), demo_titles(), titles()
    assert result in (before, after)
