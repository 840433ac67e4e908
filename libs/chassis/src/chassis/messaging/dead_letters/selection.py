"""Which dead letters a command is about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

from chassis.messaging.dead_letters.letters import Letter

_AGE: Final = re.compile(r"(\d+)([smhd])")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions that a letter must meet, all of them; a condition that is null or empty is met by every letter."""

    ids: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    group: str | None = None
    code: str | None = None
    key: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None
    include_handled: bool = False

    @property
    def is_narrow(self) -> bool:
        """Return whether there is a condition besides state, group and limit."""
        return bool(self.ids or self.topics or self.code or self.key or self.since or self.until)

    def apply(self, letters: Iterable[Letter]) -> list[Letter]:
        """Return the letters that meet the conditions, in order, at most `limit`."""
        return list(islice(filter(self._meets, letters), self.limit))

    def _meets(self, letter: Letter) -> bool:
        return (
            (self.include_handled or letter.state == "open")
            and (not self.ids or letter.id in self.ids)
            and (not self.topics or letter.topic in self.topics)
            and (self.group is None or self.group == letter.group)
            and (self.code is None or self.code == letter.code)
            and (self.key is None or self.key == letter.key)
            and (self.since is None or letter.rejected_at >= self.since)
            and (self.until is None or letter.rejected_at < self.until)
        )


def parse_time(text: str, now: datetime) -> datetime:
    """Return the time that a text names: RFC 3339 (UTC when it has no zone), or an age such as `30m`, `24h` or `7d`.

    Raise ValueError for another text.
    """
    age = _AGE.fullmatch(text)
    if age is not None:
        return now - timedelta(**{_UNITS[age[2]]: int(age[1])})
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"time must be RFC 3339 or an age such as 24h, got {text!r}") from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)
