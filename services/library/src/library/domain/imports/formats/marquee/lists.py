"""Lists of an export with their settings and the rules of smart ones."""

import re
from collections.abc import Mapping
from typing import Any, Final, get_args

from library.domain.imports.limits import LONGEST_DESCRIPTION, LONGEST_LIST_NAME
from library.domain.imports.rows import ListHeader
from library.domain.imports.values import InvalidValue, Json, cut, text_of, title_of
from library.domain.lists.errors import ListRuleInvalid
from library.domain.lists.limits import URL_CHARACTERS
from library.domain.lists.rules.document import to_document
from library.domain.lists.rules.reading import read_rules
from library.domain.lists.user_list import Visibility

_VISIBILITIES: Final[tuple[Visibility, ...]] = get_args(Visibility)
_PRIVATE: Final[Visibility] = "private"
_URL: Final = re.compile(r"https://[\x21-\x7e]+")
_MOST_NAMES: Final = 9_999


class ListReader:
    """Reads the lists of one file; of several lists with one name, each gets a name of its own."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._smart: set[str] = set()

    def add(self, entry: Json) -> ListHeader | None:
        """Return a list, null when it has no name; raise InvalidValue."""
        name = cut(title_of(str(entry.get("name") or "")[:LONGEST_LIST_NAME]), LONGEST_LIST_NAME)
        if name is None:
            return None
        identifier = str(entry.get("id"))
        rules = _rules(entry.get("rules"))
        used = set(self._names.values())
        names = (
            name if number == 1 else f"{name[: LONGEST_LIST_NAME - 6]} ({number})" for number in range(1, _MOST_NAMES)
        )
        self._names[identifier] = next(free for free in names if free not in used)
        if rules is not None:
            self._smart.add(identifier)
        visibility = next((name for name in _VISIBILITIES if name == entry.get("visibility")), _PRIVATE)
        return ListHeader(
            self._names[identifier],
            cut(text_of(entry.get("description")), LONGEST_DESCRIPTION),
            ordered=True,
            visibility=visibility,
            cover_url=_url(entry.get("coverUrl")),
            rules=rules,
        )

    def name_of(self, member: Json) -> str:
        """Return the name of the list of a member; raise InvalidValue for a list that the file does not have."""
        name = self._names.get(str(member.get("listId")))
        if name is None:
            raise InvalidValue("invalid_id", "listId", "listId must be the id of a list of the file")
        return name

    def is_smart(self, member: Json) -> bool:
        """Return whether the list of a member has rules."""
        return str(member.get("listId")) in self._smart


def _rules(value: object) -> Mapping[str, Any] | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise InvalidValue("invalid_value", "rules", "rules must be an object")
    try:
        return to_document(read_rules(value))
    except ListRuleInvalid as error:
        raise InvalidValue("invalid_value", "rules", str(error)) from None


def _url(value: object) -> str | None:
    text = text_of(value)
    if text is None:
        return None
    if len(text) > URL_CHARACTERS or not _URL.fullmatch(text):
        raise InvalidValue(
            "invalid_value", "coverUrl", f"coverUrl must be an https address of at most {URL_CHARACTERS}"
        )
    return text
