"""The rules of smart lists in requests and responses."""

from typing import Annotated, Any, Final

from pydantic import Field

from library.domain.lists.rules.document import SORT_FIELDS
from library.domain.lists.rules.fields import FIELDS, OPERATORS

RULES_EXAMPLE: Final[dict[str, Any]] = {
    "match": {
        "all": [
            {"field": "genre", "any": [18, 80]},
            {"field": "year", "gte": 1990, "lte": 2009},
            {"not": {"field": "state", "in": ["completed", "dropped"]}},
        ]
    },
    "scope": "library",
    "sort": "score",
    "direction": "desc",
    "limit": 100,
}

_FIELDS: Final = ", ".join(f"`{name}` ({', '.join(OPERATORS[field.kind])})" for name, field in FIELDS.items())
RULES: Final = (
    "What a smart list contains. `match` is a rule: `{all: [rules]}`, `{any: [rules]}`, `{not: rule}`, or a condition"
    " with `field` and one or more operators, which all apply; every title by default."
    f" Fields and their operators: {_FIELDS}."
    " `scope` is `library` (titles in the owner's library, by default) or `catalog` (all titles);"
    f" `sort` is one of {', '.join(SORT_FIELDS)}, with `direction` `asc` or `desc`; `limit` is at most 10,000"
)

RulesDocument = Annotated[dict[str, Any], Field(description=RULES, examples=[RULES_EXAMPLE])]
