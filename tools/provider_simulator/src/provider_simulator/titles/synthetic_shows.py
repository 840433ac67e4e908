"""Invented shows: at least ten of them have an episode in any week, and a limited series begins every nine weeks.

Their calendar is fixed as that of the invented movies: a date never moves once it was published, yet the calendar,
premieres, finales and shows that have just ended are there on every day.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from provider_simulator.titles.audience import Launch, Lively, Wave
from provider_simulator.titles.facts import Ids, Ratings, Season, Show
from provider_simulator.titles.seeded_random import between, pick
from provider_simulator.titles.tables import networks

FIRST_NUMBER = 9_950_000
"""TMDB numbers of the shows that air season after season start here."""
FIRST_LIMITED_NUMBER = 9_970_000
"""TMDB numbers of limited series start here."""
ANNOUNCED = timedelta(days=30)
"""A season or series is known this long before it begins."""

Shape = Literal["steady", "early", "late"]
"""How votes, as a sign of the audience, go on: they hardly fall, halve after three episodes, or fall late."""

_SECOND_BASE = 8
"""The shows from this one on have smaller ranges of episode numbers."""
_LIMITED_START, _LIMITED_EVERY = date(2025, 1, 21), timedelta(days=63)
_LIMITED = (
    ("The Ninth Witness", "Eight of them agree on every word. That is what worries the judge."),
    ("Frostline", "A weather station stops reporting, and then begins again."),
    ("A House in Lviv", "A century of one house, seen by those who had its key."),
    ("Undertow", "A swimmer comes back after seven years and remembers nothing."),
    ("The Glassblower", "What he makes at night is never sold."),
    ("Halfway Home", "Two strangers share a car, and a reason not to arrive."),
    ("Silent Harvest", "A village that has stopped talking, and the nurse who begins."),
    ("The Arrangement", "A marriage for a visa, and the inspector who attends the wedding."),
    ("Northbound", "A night train, and an empty compartment that is booked."),
    ("Eleven Letters", "Each of the heirs has one. Together they make a confession."),
    ("Low Tide", "Once a year the road to the island is open."),
)
_LIMITED_GENRES = (("crime", "drama"), ("mystery",), ("drama", "war-politics"), ("sci-fi-fantasy", "drama"),
                   ("comedy", "drama"), ("documentary",))  # fmt: skip
_STEP_DAYS = {"weekly": 7, "every-4-days": 4, "every-2-weeks": 14, "daily": 1}


@dataclass(frozen=True, slots=True)
class _Plan:
    title: str
    pitch: str
    first_air: date
    episodes: int
    cadence: str
    pause_weeks: int
    network: str
    genres: tuple[str, ...]
    live: int
    airtime: str | None = None
    """Local time, where it is another one than that of the network."""
    language: str = "en"
    original: str | None = None
    shape: Shape = "steady"


_PLANS = (
    _Plan(
        "Night Ferry",
        "Twelve passengers, one crossing, and a captain who has made it before.",
        date(2025, 1, 6), 10, "weekly", 6, "demo", ("drama", "mystery"), 900,
    ),
    _Plan(
        "The Cartographers",
        "Their maps show places that are not there yet.",
        date(2025, 1, 22), 8, "weekly", 9, "demostream", ("sci-fi-fantasy",), 1100,
    ),
    _Plan(
        "Kitchen at Noon",
        "A canteen, its cook, and the people who come for more than lunch.",
        date(2025, 1, 3), 12, "weekly", 3, "demo", ("comedy",), 320,
    ),
    _Plan(
        "Low Orbit",
        "Six people repair satellites, and one of them is sending them down.",
        date(2025, 1, 10), 6, "weekly", 12, "demostream", ("drama", "sci-fi-fantasy"), 700, shape="early",
    ),
    _Plan(
        "Harbour Police",
        "A port that never sleeps, and two officers who would like to.",
        date(2025, 1, 14), 22, "weekly", 10, "demo", ("crime", "drama"), 420, shape="late",
    ),
    _Plan(
        "Small Kingdoms",
        "Four children rule the attics of one street.",
        date(2025, 2, 2), 8, "every-4-days", 8, "demo", ("animation", "kids"), 160,
    ),
    _Plan(
        "Glass Towers",
        "A family builds the highest house of the city, floor by floor and lie by lie.",
        date(2025, 1, 30), 9, "weekly", 11, "demostream", ("drama",), 560, shape="late",
    ),
    _Plan(
        "Field Notes",
        "Scientists at work, far away from any road.",
        date(2025, 1, 9), 5, "every-2-weeks", 2, "demo", ("documentary",), 75,
    ),
    _Plan(
        "Pier Nine",
        "A shipment is missing, and the whole pier is family.",
        date(2025, 1, 5), 10, "weekly", 4, "demo", ("drama", "crime"), 640, airtime="21:00", shape="early",
    ),
    _Plan(
        "The Understudy",
        "She knows every line but her own.",
        date(2025, 1, 7), 13, "weekly", 3, "demowest", ("comedy", "drama"), 380,
    ),
    _Plan(
        "Moorland",
        "A detective who is afraid of the dark, in a place that has little else.",
        date(2025, 1, 12), 6, "weekly", 5, "demouk", ("mystery", "drama"), 510,
    ),
    _Plan(
        "The Tea Room",
        "Two rivals run one café, on alternate days.",
        date(2025, 1, 16), 8, "weekly", 2, "demouk", ("comedy",), 210, airtime="20:30",
    ),
    _Plan(
        "Dnipro at Night",
        "A taxi driver with a perfect memory becomes the witness of the police.",
        date(2025, 1, 8), 12, "weekly", 2, "demoua", ("crime", "drama"), 330, language="uk", original="Нічний Дніпро",
    ),
    _Plan(
        "The Carpathian Line",
        "The builders of a railway between two wars, and the mountain that will not have it.",
        date(2025, 1, 18), 16, "weekly", 4, "demoua", ("drama", "war-politics"), 290,
        airtime="21:30", language="uk", original="Карпатська лінія", shape="late",
    ),
    _Plan(
        "Harbour Watch",
        "The water police of Hamburg, and what the tide brings.",
        date(2025, 1, 14), 10, "weekly", 3, "demode", ("crime",), 260, language="de", original="Hafenwache",
    ),
    _Plan(
        "Signal Tower",
        "A robot guards a tower that has lost its war.",
        date(2025, 1, 11), 12, "weekly", 1, "demojp", ("animation", "sci-fi-fantasy"), 880,
        language="ja", original="信号塔",
    ),
    _Plan(
        "Paper Cranes",
        "A thousand wishes, and a schoolgirl who has to deliver them.",
        date(2025, 1, 10), 24, "weekly", 2, "demojp", ("animation", "drama"), 450,
        airtime="22:30", language="ja", original="折り鶴",
    ),
    _Plan(
        "Late Edition",
        "The day, its guests and a band, half an hour before midnight.",
        date(2025, 1, 9), 40, "weekly", 1, "demo", ("talk",), 120, airtime="23:30",
    ),
    _Plan(
        "Bridge City",
        "Three families, two banks, one bridge.",
        date(2025, 1, 17), 20, "weekly", 1, "demo", ("soap", "drama"), 170, airtime="19:30",
    ),
    _Plan(
        "Ten Nights",
        "A hotel, a storm, and one more guest each night.",
        date(2025, 1, 20), 10, "daily", 5, "demostream", ("mystery", "crime"), 760, shape="early",
    ),
    _Plan(
        "The Salt Road",
        "A caravan carries a secret through the desert.",
        date(2025, 1, 15), 8, "weekly", 4, "demostream", ("action-adventure",), 980,
    ),
    _Plan(
        "Open Kitchen",
        "Ten amateurs cook for the hardest guests: each other.",
        date(2025, 1, 19), 16, "weekly", 2, "demouk", ("reality",), 230, airtime="19:00",
    ),
)  # fmt: skip


def shows(today: date) -> list[Show]:
    """Return the invented shows with every season, and every limited series, that is announced by today."""
    limited = max(0, (today + ANNOUNCED - _LIMITED_START).days // _LIMITED_EVERY.days + 1)
    returning = [_show(index, plan, today) for index, plan in enumerate(_PLANS)]
    return returning + [_limited(index, today) for index in range(limited)]


def _show(index: int, plan: _Plan, today: date) -> Show:
    number = FIRST_NUMBER + index
    network = networks()[plan.network]
    wave = Wave(plan.live / 7, plan.live, plan.live * 40, 0.9, 96 + 17 * index % 140, index / 8 % 1)
    small = 8_000_000 + _SECOND_BASE * 100_000 + (index - _SECOND_BASE) * 4_096
    return Show(
        ids=Ids(number, f"tt{99_500_000 + index}", number, f"demo-show-{index + 1}", number, number),
        title=plan.title,
        original_title=plan.original or plan.title,
        language=plan.language,
        countries=(network.country,),
        genres=plan.genres,
        network=replace(network, airtime=plan.airtime or network.airtime),
        runtime=28 if {"comedy", "animation"} & set(plan.genres) else 51,
        status="returning",
        ratings=Ratings(7.9, plan.live * 21, 88, 74, 7.8, plan.live * 3, 7.6, plan.live)
        if index < _SECOND_BASE
        else _ratings(number, plan.live),
        audience=Lively(wave, number),
        seasons=tuple(_seasons(plan, today)),
        number_base=8_000_000 + index * 100_000 if index < _SECOND_BASE else small,
        pitch=plan.pitch,
    )


def _seasons(plan: _Plan, today: date) -> list[Season]:
    cycle = timedelta(days=plan.episodes * _STEP_DAYS[plan.cadence] + plan.pause_weeks * 7)
    seasons: list[Season] = []
    first_air = plan.first_air
    while first_air <= today + ANNOUNCED:
        seasons.append(_season(plan, len(seasons) + 1, first_air))
        first_air += cycle
    return seasons


def _season(plan: _Plan, number: int, first_air: date) -> Season:
    """Return a season: its votes have the shape of the plan, beside a loss of some from season to season."""
    votes = max(240, round(plan.live * 1.2 * 0.93**number))
    start, end, cliff, rating = votes, votes * 0.9, None, 8.2
    if plan.shape == "early" and number == 1:
        start, end, cliff = votes * 2, votes, 4
    if plan.shape == "late" and number == 3:
        start, end, cliff, rating = votes, votes * 0.55, plan.episodes // 2, 7.1
    if plan.shape == "late" and number > 3:
        start, end = round(votes * 0.55), votes * 0.5
    return Season(number, first_air, plan.episodes, plan.cadence, None, 7.6, rating, start, round(end), cliff)


def _limited(index: int, today: date) -> Show:
    """Return a series of one season, which is over when it has aired, or canceled for every third."""
    number = FIRST_LIMITED_NUMBER + index
    first_air = _LIMITED_START + index * _LIMITED_EVERY
    episodes = 6 + index % 3
    over = first_air + timedelta(days=7 * (episodes - 1)) < today
    live = round(between(180, 900, 71, index))
    part = index // len(_LIMITED) + 1
    name, pitch = _LIMITED[index % len(_LIMITED)]
    title = f"{name} {part}" if part > 1 else name
    network = networks()[pick(("demo", "demostream", "demouk", "demowest"), 72, index)]
    votes = round(live * 1.1)
    return Show(
        ids=Ids(number, f"tt{99_700_000 + index}", number, f"demo-series-{index + 1}", number, number),
        title=title,
        original_title=title,
        language="en",
        countries=(network.country,),
        genres=_LIMITED_GENRES[index % len(_LIMITED_GENRES)],
        network=network,
        runtime=47,
        status=("canceled" if index % 3 == 2 else "ended") if over else "returning",
        ratings=_ratings(number, live) if first_air <= today else Ratings(),
        audience=Lively(Launch(round(live / 6, 1), live, between(25, 60, 73, index), first_air), number),
        seasons=(Season(1, first_air, episodes, "weekly", None, 7.4, 8.3, votes, round(votes * 0.85), None),),
        number_base=8_900_000 + index * 64,
        pitch=pitch,
    )


def _ratings(number: int, live: int) -> Ratings:
    level = between(6.4, 8.9, 74, number)
    return Ratings(
        imdb=round(level, 1),
        imdb_votes=live * 19,
        rotten=round(level * 10 + between(-9, 9, 75, number)),
        metascore=round(level * 9),
        trakt=round(level + between(-0.3, 0.3, 76, number), 1),
        trakt_votes=live * 3,
        tmdb=round(level + between(-0.4, 0.3, 77, number), 1),
        tmdb_votes=live,
    )
