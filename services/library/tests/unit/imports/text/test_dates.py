"""Dates of every country, and the order that a file uses."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.domain.imports.rows import UNKNOWN_TIME, Moment
from library.domain.imports.text.dates import DateReader, Order, order_of
from library.domain.imports.values import InvalidValue

pytestmark = pytest.mark.unit

FIRST, LAST = (datetime.fromisoformat(text) for text in ("1970-01-01", "2026-11-28"))
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def day(year: int, month: int, number: int) -> Moment:
    return Moment("day", datetime(year, month, number, tzinfo=UTC))


def instant(*parts: int) -> Moment:
    return Moment("instant", datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-13", day(2024, 2, 13)),
        ("2024-2-3", day(2024, 2, 3)),
        ("2024/02/13", day(2024, 2, 13)),
        ("2024. 2. 13.", day(2024, 2, 13)),
        ("2024年2月13日", day(2024, 2, 13)),
        ("2024년 2월 13일", day(2024, 2, 13)),
        ("13.02.2024", day(2024, 2, 13)),
        ("13. 2. 2024", day(2024, 2, 13)),
        ("13-02-2024", day(2024, 2, 13)),
        ("13/02/24", day(2024, 2, 13)),
        ("13/02/99", day(1999, 2, 13)),
        ("12 March 2024", day(2024, 3, 12)),
        ("March 12, 2024", day(2024, 3, 12)),
        ("12. März 2024", day(2024, 3, 12)),
        ("12 de marzo de 2024", day(2024, 3, 12)),
        ("12 мая 2024 г.", day(2024, 5, 12)),
        ("1 août 2023", day(2023, 8, 1)),
        ("\u200e13.02.2024\u00a0", day(2024, 2, 13)),
        ("2024", Moment("year", datetime(2024, 1, 1, tzinfo=UTC))),
        ("2024-05", Moment("year", datetime(2024, 1, 1, tzinfo=UTC))),
        ("2024-02-13T20:15:30Z", instant(2024, 2, 13, 20, 15, 30)),
        ("2024-02-13T20:15:30.250+02:00", instant(2024, 2, 13, 18, 15, 30, 250_000)),
        ("2024-02-13 20:15:30 +0000 UTC", instant(2024, 2, 13, 20, 15, 30)),
        ("2024-02-13 20:15", instant(2024, 2, 13, 20, 15)),
        ("13-02-2024 21:50:41", instant(2024, 2, 13, 21, 50, 41)),
        ("13/02/2024, 9:05 PM", instant(2024, 2, 13, 21, 5)),
        ("13/02/2024 12:05 am", instant(2024, 2, 13, 0, 5)),
        ("Tue May 12 2026 18:38:35 GMT+0200 (Central European Summer Time)", instant(2026, 5, 12, 16, 38, 35)),
        ("1736456347817", instant(2025, 1, 9, 20, 59, 7, 817_000)),
        ("1736456347", instant(2025, 1, 9, 20, 59, 7)),
    ],
)
def test_a_date_is_read(text: str, moment: Moment) -> None:
    assert DateReader(NOW).moment(text, "Date") == moment


@pytest.mark.parametrize("text", ["", "  ", None, "null", "N/A", "0000-00-00", "0001-01-01 00:00:00"])
def test_an_empty_date_is_unknown(text: str | None) -> None:
    assert DateReader(NOW).moment(text, "Date") == UNKNOWN_TIME


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2999-01-01", "out_of_range"),
        ("2026-12-01", "out_of_range"),
        ("1066-10-14", "out_of_range"),
        ("2024-02-30", "invalid_date"),
        ("31/31/2024", "invalid_date"),
        ("2024-02-13T25:00:00Z", "invalid_date"),
        ("yesterday", "invalid_date"),
        ("9" * 5000, "invalid_date"),
        ("x " * 5000, "invalid_date"),
        ("2024-02-13T20:15:30+99:99", "invalid_date"),
        ("\0", "invalid_date"),
    ],
)
def test_no_date_is_rejected_with_its_field(text: str, code: str) -> None:
    with pytest.raises(InvalidValue) as raised:
        DateReader(NOW).moment(text, "Watched Date")
    assert (raised.value.code, raised.value.field) == (code, "Watched Date")
    assert "Watched Date must be" in raised.value.message


@pytest.mark.parametrize(
    ("values", "language", "order", "ambiguous"),
    [
        (["01/02/2024", "13/02/2024"], "en", "dmy", False),
        (["01/02/2024", "02/13/2024"], "de", "mdy", False),
        (["01/02/2024", "03/04/2024"], "en", "mdy", True),
        (["01/02/2024", "03/04/2024"], None, "mdy", True),
        (["01/02/2024", "03/04/2024"], "fr", "dmy", True),
        (["1.2.2024"], "en", "dmy", False),
        (["24/01/13", "24/02/28"], "ja", "ymd", False),
        (["24. 12. 13."], "ko", "ymd", False),
        (["05/12/2026", "01/02/2024"], "fr", "mdy", False),
        (["2024-01-02", "", "nothing"], "en", "mdy", False),
        ([], "de", "dmy", False),
    ],
)
def test_the_order_is_decided_by_all_dates(
    values: list[str], language: str | None, order: Order, ambiguous: bool
) -> None:
    result = order_of(values, NOW, language)
    assert (result.order, result.ambiguous) == (order, ambiguous)


def test_a_file_of_two_orders_reads_what_is_possible_in_one() -> None:
    order = order_of(["13/02/2024", "02/13/2024"], NOW, "en")
    read = [DateReader(NOW, order.order).moment(text, "Date") for text in ("13/02/2024", "02/13/2024")]
    assert read == [day(2024, 2, 13), day(2024, 2, 13)]


@given(
    st.lists(st.dates(min_value=date(1970, 1, 1), max_value=NOW.date()), min_size=1),
    st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d"]),
)
def test_days_written_in_one_order_are_read_back(days: list[date], form: str) -> None:
    texts = [day.strftime(form) for day in days]
    order = order_of(texts, NOW, "de" if form.startswith("%d") else "en")
    if not order.ambiguous:
        reader = DateReader(NOW, order.order)
        read = [reader.moment(text, "Date").at for text in texts]
        assert [at.date() for at in read if at] == days


@given(st.datetimes(min_value=FIRST, max_value=LAST), st.integers(-12 * 60, 14 * 60))
def test_an_instant_is_the_same_in_every_zone(at: datetime, minutes: int) -> None:
    utc = at.replace(tzinfo=UTC)
    local = utc.astimezone(tz=timezone(timedelta(minutes=minutes)))
    assert DateReader(NOW).moment(local.isoformat(), "Date").at == utc


@given(st.text())
def test_any_text_is_a_date_or_an_invalid_value(text: str) -> None:
    with suppress(InvalidValue):
        assert DateReader(NOW).moment(text, "Date").precision in {"instant", "day", "year", "unknown"}
