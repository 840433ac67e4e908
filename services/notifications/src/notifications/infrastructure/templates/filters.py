"""What texts may do with values: dates, times and numbers in the language and time zone of the reader."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from jinja2 import pass_context
from jinja2.runtime import Context

DAY: Final = "d MMMM y"
"""The long form of a locale may end with an abbreviation, whose full stop would stand before that of the sentence."""
_FORMS: Final = {"one": 0, "few": 1, "many": 2}
"""The place of each plural category among the forms that a text names; the last form is that of the others."""


@pass_context
def day(context: Context, value: str) -> str:
    """Return a day, or the day of an instant, both in ISO 8601."""
    if "T" in value:
        return format_date(_local(context, value), DAY, locale=_locale(context))
    return format_date(date.fromisoformat(value), DAY, locale=_locale(context))


@pass_context
def instant(context: Context, value: str) -> str:
    """Return an instant, in ISO 8601, by the clock of the reader, with its zone: a short name, else GMT+02:00."""
    at, locale = _local(context, value), _locale(context)
    name = format_datetime(at, "z", locale=locale)
    zone = format_datetime(at, "ZZZZ", locale=locale) if name.startswith(("+", "-")) else name
    return f"{format_datetime(at, f'{DAY}, HH:mm', locale=locale)} {zone}"


@pass_context
def plural(context: Context, value: int | str, *forms: str) -> str:
    """Return a number with its noun: the form of the category that the language has for it (CLDR)."""
    number = int(value)
    place = _FORMS.get(_locale(context).plural_form(number), len(forms) - 1)
    return f"{number} {forms[min(place, len(forms) - 1)]}"


@pass_context
def word(context: Context, value: str, table: str) -> str:
    """Return what a language calls a name, such as a status or a reason; an unknown name is shown as it is."""
    words: Mapping[str, str] = context["words"][table]
    return words.get(value, value)


def episode_code(season: int, episode: int) -> str:
    """Return the short name of an episode, such as S02E05."""
    return f"S{season:02}E{episode:02}"


def _locale(context: Context) -> Locale:
    locale: Locale = context["locale"]
    return locale


def _local(context: Context, value: str) -> datetime:
    zone: ZoneInfo = context["zone"]
    return datetime.fromisoformat(value).astimezone(zone)
