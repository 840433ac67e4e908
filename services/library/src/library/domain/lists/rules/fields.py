"""The fields of conditions: which operators and values each has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["choice", "members", "number", "moment", "streaming"]
"""`choice`: one value of a title. `members`: several values of it. `number` and `moment`: a range."""

OPERATORS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "choice": ("in", "notIn", "missing"),
    "members": ("any", "all", "none", "missing"),
    "number": ("eq", "gte", "lte", "missing"),
    "moment": ("after", "before", "within", "missing"),
    "streaming": ("any", "none"),
}
MOST_DAYS: Final = 36_500
"""The longest `within`."""


@dataclass(frozen=True, slots=True)
class RuleField:
    """A field of conditions; `choices` or `pattern` restrict texts, `least` and `most` numbers."""

    kind: Kind
    choices: tuple[str, ...] = ()
    pattern: str = ""
    least: float = 0
    most: float = 0
    whole: bool = True
    """Whether numbers have no fraction."""
    own: bool = False
    """Whether it is a field of the user's entry and not of the title."""


IDS: Final = 2_147_483_647

FIELDS: Final[Mapping[str, RuleField]] = {
    "kind": RuleField("choice", choices=("movie", "show")),
    "genre": RuleField("members", least=1, most=IDS),
    "year": RuleField("number", least=1870, most=2200),
    "runtime": RuleField("number", least=0, most=100_000),
    "score": RuleField("number", least=0, most=100, whole=False),
    "status": RuleField("choice", pattern=r"[^\x00-\x1f]{1,50}"),
    "language": RuleField("choice", pattern=r"[a-z]{2,3}"),
    "country": RuleField("members", pattern=r"[A-Z]{2}"),
    "streaming": RuleField("streaming", least=1, most=IDS, pattern=r"[A-Z]{2}"),
    "state": RuleField("choice", choices=("planned", "watching", "paused", "completed", "dropped", "none"), own=True),
    "rating": RuleField("number", least=0, most=100, own=True),
    "tags": RuleField("members", pattern=r"[^\x00-\x1f]{1,100}", own=True),
    "plays": RuleField("number", least=0, most=1_000_000, own=True),
    "watched": RuleField("moment", own=True),
    "added": RuleField("moment", own=True),
}
