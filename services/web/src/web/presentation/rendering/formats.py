"""Dates, times, numbers and names in the language, region and time zone of the visitor."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_skeleton, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent

from web.domain.money import digits_of, major_units
from web.presentation.rendering.texts import locale_of

MINUTES_PER_HOUR: Final = 60
_CYRILLIC: Final = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"


@dataclass(frozen=True, slots=True)
class Formats:
    """Formatting for one visitor. Values are those of the API: ISO 8601 texts and numbers."""

    language: str
    zone: ZoneInfo
    now: datetime

    @property
    def locale(self) -> Locale:
        """Return the locale of the visitor."""
        return locale_of(self.language)

    def today(self) -> date:
        """Return the day of the visitor."""
        return self.now.astimezone(self.zone).date()

    def local(self, value: str | datetime) -> datetime:
        """Return an instant by the visitor's clock."""
        instant = datetime.fromisoformat(value) if isinstance(value, str) else value
        return instant.astimezone(self.zone)

    def day_of(self, value: str | date) -> date:
        """Return the day of a date, or of an instant by the visitor's clock."""
        if isinstance(value, str):
            return self.local(value).date() if "T" in value else date.fromisoformat(value)
        return self.local(value).date() if isinstance(value, datetime) else value

    def day(self, value: str | date, style: str = "medium") -> str:
        """Return a day: `short`, `medium`, `long` or `full`."""
        return format_date(self.day_of(value), style, locale=self.locale)

    def weekday(self, value: str | date) -> str:
        """Return a day with its weekday and without its year."""
        return format_skeleton("MMMEd", self.day_of(value), locale=self.locale)

    def seconds(self, value: str) -> int:
        """Return a day or instant as charts need it: seconds since the epoch, those of a day at its begin in UTC."""
        instant = datetime.fromisoformat(value)
        return int((instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp())

    def is_future(self, value: str) -> bool:
        """Return whether an instant is yet to come."""
        return self.local(value) > self.now

    def month(self, value: str | date) -> str:
        """Return the month and year of a day."""
        return format_skeleton("yMMMM", self.day_of(value), locale=self.locale)

    def month_name(self, value: str | date) -> str:
        """Return the short name of the month of a day."""
        return format_skeleton("MMM", self.day_of(value), locale=self.locale)

    def weekday_name(self, number: int | str) -> str:
        """Return the name of a weekday, of which Monday is 1."""
        return str(self.locale.days["stand-alone"]["wide"][int(number) - 1])

    def year(self, value: str | date) -> str:
        """Return the year of a day."""
        return str(self.day_of(value).year)

    def time(self, value: str | datetime) -> str:
        """Return the time of day of an instant."""
        return format_time(self.local(value), "short", locale=self.locale)

    def instant(self, value: str | datetime) -> str:
        """Return the day and time of an instant."""
        return format_datetime(self.local(value), "medium", tzinfo=self.zone, locale=self.locale)

    def ago(self, value: str | datetime) -> str:
        """Return how long ago an instant was, or in how long it is."""
        return format_timedelta(self.local(value) - self.now, add_direction=True, locale=self.locale)

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with at most so many digits behind the point."""
        return format_decimal(round(value, digits), locale=self.locale)

    def fixed(self, value: float, digits: int = 1) -> str:
        """Return a number with exactly so many digits behind the point."""
        return format_decimal(value, format="#,##0." + "0" * digits, locale=self.locale)

    def signed(self, value: float, digits: int = 0) -> str:
        """Return a number with its sign."""
        return ("+" if value > 0 else "") + self.number(value, digits)

    def compact(self, value: float) -> str:
        """Return a large number in short: 12K."""
        return format_compact_decimal(value, locale=self.locale, fraction_digits=1 if value < 10_000 else 0)

    def percent(self, value: float, digits: int = 0) -> str:
        """Return a share of 0 to 1 in percent."""
        return format_percent(round(value, digits + 2), locale=self.locale, decimal_quantization=False)

    def money(self, value: Mapping[str, Any]) -> str:
        """Return an amount of the API, in minor units, with its currency."""
        amount = major_units(value["amount"], value["currency"])
        return format_currency(amount, value["currency"], locale=self.locale, decimal_quantization=False)

    def amount(self, value: Mapping[str, Any]) -> str:
        """Return an amount of the API in major units as fields of forms hold it: `19.99`."""
        return f"{major_units(value['amount'], value['currency']):.{digits_of(value['currency'])}f}"

    def duration(self, minutes: int) -> str:
        """Return a duration in hours and minutes."""
        hours, rest = divmod(int(minutes), MINUTES_PER_HOUR)
        names = ("h", "min") if self.language != "uk" else ("год", "хв")
        return " ".join(f"{number} {name}" for number, name in ((hours, names[0]), (rest, names[1])) if number) or "0"

    def listed(self, items: Sequence[str]) -> str:
        """Return items as a list in a sentence."""
        return format_list(list(items), locale=self.locale)

    def country(self, code: str) -> str:
        """Return the name of a country by its code of ISO 3166-1."""
        return str(self.locale.territories.get(code.upper(), code))

    def countries(self) -> list[tuple[str, str]]:
        """Return every country by its code of ISO 3166-1, in the order of their names."""
        territories = self.locale.territories
        codes = {"XK", *get_global("zone_territories").values()} & territories.keys() - {"001"}
        named = [(code, str(territories[code])) for code in codes]
        return sorted(named, key=lambda pair: _sortable(pair[1]))

    def currency_name(self, code: str) -> str:
        """Return the name of a currency by its code of ISO 4217."""
        return str(self.locale.currencies.get(code, code))

    def language_name(self, code: str) -> str:
        """Return the name of a language by its tag."""
        return str(self.locale.languages.get(code.partition("-")[0].lower(), code))


def _sortable(name: str) -> list[int]:
    """Return a name as a key by which lists have the order of the alphabet: of Latin letters without their accents."""
    folded = name.casefold()
    return [
        0x400 + _CYRILLIC.index(letter) if letter in _CYRILLIC else ord(unicodedata.normalize("NFKD", letter)[0])
        for letter in folded
    ]
