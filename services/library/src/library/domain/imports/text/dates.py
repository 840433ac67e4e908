"""Dates as files state them: ISO and its variants, numbers in the order of a country, epochs, names of months.

The order of day, month and year is decided over all dates of a file: one that is possible in a single order decides for
all of them. Where several orders remain, the language of the file decides.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice
from typing import Final, Literal

from library.domain.imports.limits import MOST_ROWS
from library.domain.imports.rows import UNKNOWN_TIME, Moment
from library.domain.imports.text.languages import MONTHS
from library.domain.imports.values import InvalidValue, cut, filled

Order = Literal["ymd", "dmy", "mdy"]

EARLIEST: Final = date(1895, 1, 1)
"""No movie was seen before."""

_LONGEST: Final = 100
_SPACES: Final = re.compile(r"[\s\u200e\u200f\u202a-\u202e]+")
_YEAR: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?")
_NUMBERS: Final = re.compile(
    r"(?:(?P<iso>\d{4})(?:-|/|\. ?|年 ?|년 ?)(?P<month>\d{1,2})(?:-|/|\. ?|月 ?|월 ?)(?P<day>\d{1,2})(?:\.|日|일)?"
    r"|(?P<a>\d{1,2})(?P<sign>[-/]|\. ?)(?P<b>\d{1,2})(?:[-/]|\. ?)(?P<c>\d{4}|\d{1,2})\.?)"
    r"(?:(?:T|t|,? )(?P<time>\d.*))?"
)
_TIME: Final = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)? ?(?P<half>[AaPp]\.?[Mm]\.?)?"
    r" ?(?P<utc>Z|z|UTC|GMT)?(?P<zone>[+-]\d{2}(?::?\d{2})?)?(?: ?(?:UTC|GMT|\(.*\)))?"
)
_EPOCH: Final = re.compile(r"\d{9,10}|\d{12,13}")
_WORDS: Final = re.compile(r"[^\W\d_]+|\d+")
_ZERO: Final = re.compile(r"(?:0000-00-00|0001-01-01)(?:[T ].*)?")


@dataclass(frozen=True, slots=True)
class DateOrder:
    """The order of numeric dates in a file."""

    order: Order
    ambiguous: bool = False
    """Whether another order is possible too."""
    mixed: bool = False
    """Whether no order is possible for all: each date is read in this one, or else in one that is possible."""

    @property
    def notice(self) -> tuple[str, str] | None:
        """The code and the message for the user, null when nothing is in doubt."""
        if self.mixed:
            return (
                "dates_mixed",
                "no order of day and month fits every date: each is read in one that is possible for it",
            )
        first = {"mdy": "month", "dmy": "day", "ymd": "year"}[self.order]
        message = f"every date can be read in two orders: they are read {first} first"
        return ("dates_ambiguous", message) if self.ambiguous else None


class DateReader:
    """Reads the dates of one file. Times without a zone are in UTC; with `are_local` the user chooses their zone."""

    def __init__(self, now: datetime, order: Order = "dmy", *, are_local: bool = False) -> None:
        self._latest = now + timedelta(days=1)
        self._order = order
        self._are_local = are_local

    def moment(self, value: object, field: str) -> Moment:
        """Return the time that a text states, unknown when it is empty; raise InvalidValue when it states none."""
        text = filled(value)
        if text is None or _ZERO.fullmatch(text):
            return UNKNOWN_TIME
        if len(text) > _LONGEST:
            raise InvalidValue("invalid_date", field, f"{field} must be a date")
        moment = _exact(text) or _read(_SPACES.sub(" ", text).strip(), self._order)
        if moment is None or moment.at is None:
            raise InvalidValue("invalid_date", field, f"{field} must be a date, not {cut(text, 40)!r}")
        if moment.at > self._latest or moment.at.date() < EARLIEST:
            raise InvalidValue(
                "out_of_range", field, f"{field} must be from {EARLIEST} to today, not {moment.at.date()}"
            )
        return moment if self._are_local or not moment.is_local else replace(moment, is_local=False)


def order_of(values: Iterable[str], now: datetime, language: str | None) -> DateOrder:
    """Return the order in which every date of a file is possible.

    An order that no date excludes counts, that of the language first; dates in the future exclude their order.
    """
    preferred = _preferred(language)
    orders, latest = list(preferred), (now + timedelta(days=1)).date()
    dotted = numeric = mixed = False
    # A file of more rows is refused later.
    for value in islice(values, MOST_ROWS + 1):
        match = _NUMBERS.fullmatch(_SPACES.sub(" ", value[:_LONGEST]).strip())
        if match is None or match["iso"]:
            continue
        numeric = True
        dotted = dotted or match["sign"].startswith(".")
        possible = [order for order in preferred if _possible(match, order, latest)]
        left = [order for order in orders if order in possible]
        # A date that no order makes possible is rejected with its row, and decides nothing.
        mixed = mixed or bool(possible and not left)
        orders = left or orders
    if dotted and "dmy" in orders and preferred[0] != "ymd":
        return DateOrder("dmy", mixed=mixed)
    return DateOrder(orders[0], numeric and len([order for order in orders if order != "ymd"]) > 1, mixed)


def _preferred(language: str | None) -> tuple[Order, ...]:
    if language in {"ja", "ko", "zh", "hu", "sv", "lt"}:
        return ("ymd", "dmy", "mdy")
    # English files are mostly those of services that use the order of the United States.
    return ("mdy", "dmy") if language in {None, "en"} else ("dmy", "mdy")


def _possible(match: re.Match[str], order: Order, latest: date) -> bool:
    day = _day(match, order)
    return day is not None and EARLIEST <= day <= latest


def _exact(text: str) -> Moment | None:
    """Return the time of an ISO date, the quick way."""
    if len(text) < 10 or text[4] != "-" or not text[:4].isdecimal():
        return None
    try:
        at = datetime.fromisoformat(text)
        return Moment("day", _utc(at)) if len(text) == 10 else Moment("instant", _utc(at), at.tzinfo is None)
    except (ValueError, OverflowError):
        return None


def _read(text: str, order: Order) -> Moment | None:
    year = _YEAR.fullmatch(text)
    if year:
        return _moment(_date(year.group(1), "1", "1"), None, year_only=True)
    match = _NUMBERS.fullmatch(text)
    if match:
        days = (_day(match, candidate) for candidate in (order, "dmy", "mdy", "ymd"))
        return _moment(next((day for day in days if day), None), match["time"])
    if _EPOCH.fullmatch(text):
        return Moment("instant", datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), UTC))
    return _with_month_name(text)


def _day(match: re.Match[str], order: str) -> date | None:
    if match["iso"]:
        return _date(match["iso"], match["month"], match["day"])
    parts = dict(zip(order, (match["a"], match["b"], match["c"]), strict=True))
    return _date(parts["y"], parts["m"], parts["d"])


def _date(year: str, month: str, day: str) -> date | None:
    if len(year) not in {2, 4}:
        return None
    number = int(year)
    # Two digits: files of this century, and ratings that were given in the last one.
    full = number if len(year) == 4 else number + (2000 if number < 70 else 1900)
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None


def _with_month_name(text: str) -> Moment | None:
    """Return the time of a text with the name of a month, such as `12 March 2024` or `Tue May 12 2026 18:38:35`."""
    time = _TIME.search(text)
    plain = text[: time.start()] + text[time.end() :] if time else text
    words = _WORDS.findall(plain.casefold())
    month = next((MONTHS[word] for word in words if word in MONTHS), None)
    numbers = [word for word in words if word.isdecimal()]
    year = next((number for number in numbers if len(number) == 4), None)
    day = next((number for number in numbers if len(number) <= 2), None)
    if month is None or year is None or day is None:
        return None
    return _moment(_date(year, str(month), day), time.group() if time else None)


def _moment(day: date | None, time: str | None, *, year_only: bool = False) -> Moment | None:
    if day is None:
        return None
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if time is None:
        return Moment("year" if year_only else "day", midnight)
    match = _TIME.fullmatch(time)
    if match is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").casefold()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        at = midnight.replace(
            hour=hour,
            minute=int(match["minute"]),
            second=int(match["second"] or 0),
            microsecond=int((match["fraction"] or "0").ljust(6, "0")[:6]),
            tzinfo=_zone(match["zone"]),
        )
        return Moment("instant", _utc(at), match["zone"] is None and match["utc"] is None)
    except (ValueError, OverflowError):
        return None


def _zone(text: str | None) -> timezone:
    if text is None:
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
