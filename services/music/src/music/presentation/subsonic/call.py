"""A request to the Subsonic API: its parameters, and the user for whom it is made."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import Request

from chassis.core.lists.pages import Slice
from music.application import Application
from music.application.folders.access import Listener
from music.application.streaming.permission import HasEnded, app_password
from music.domain.subsonic.failures import invalid, missing, not_found
from music.domain.subsonic.ids import Kind, folder_number, parse_as

MOST_FIELDS: Final = 20_000
MOST_OFFSET: Final = 10_000_000
LONGEST: Final = 2_000
"""Characters of a value: a comment has so many at the most."""
_DIGITS: Final = 18


class Parameters:
    """The parameters of a request, of its address and its form. A text with NUL, or a long one, is refused."""

    def __init__(self, *sources: bytes) -> None:
        """Raise SubsonicFailure for more fields than any method takes."""
        self._values: dict[str, list[str]] = {}
        for source in sources:
            try:
                pairs = parse_qsl(
                    source.decode("latin-1"), keep_blank_values=True, errors="replace", max_num_fields=MOST_FIELDS
                )
            except ValueError:
                raise invalid("query", f"at most {MOST_FIELDS} fields") from None
            for name, value in pairs:
                self._values.setdefault(name, []).append(value)

    def text(self, name: str) -> str | None:
        """Return the first value, or null without one; raise SubsonicFailure."""
        values = self.texts(name)
        return values[0] if values else None

    def required(self, name: str) -> str:
        """Return the first value; raise SubsonicFailure without one that has a character."""
        value = self.text(name)
        if not value:
            raise missing(name)
        return value

    def texts(self, name: str) -> Sequence[str]:
        """Return every value; raise SubsonicFailure."""
        values = self._values.get(name, [])
        if any("\0" in value for value in values):
            raise invalid(name, "must not contain NUL")
        if any(len(value) > LONGEST for value in values):
            raise invalid(name, f"must have at most {LONGEST} characters")
        return values

    def number(self, name: str, default: int, *, least: int = 0, most: int) -> int:
        """Return a number, which is cut to the range; raise SubsonicFailure for a text that is none."""
        text = self.text(name)
        if not text:
            return default
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdigit()):
            raise invalid(name, "must be a whole number")
        if len(digits) > _DIGITS:
            return least if text.startswith("-") else most
        return max(least, min(most, int(text)))

    def numbers(self, name: str, *, most: int) -> Sequence[int]:
        """Return whole numbers from 0; raise SubsonicFailure for a text that is none."""
        numbers = []
        for text in self.texts(name):
            if not (text.isascii() and text.isdigit()) or len(text) > _DIGITS or int(text) > most:
                raise invalid(name, f"must be a whole number from 0 to {most}")
            numbers.append(int(text))
        return numbers

    def flag(self, name: str) -> bool | None:
        """Return a truth value, or null without one; raise SubsonicFailure."""
        text = self.text(name)
        if not text:
            return None
        if text.lower() not in ("true", "false", "1", "0"):
            raise invalid(name, "must be true or false")
        return text.lower() in ("true", "1")

    def part(self, size: str, offset: str, *, default: int, most: int) -> Slice:
        """Return the part of a list that two parameters request."""
        limit = self.number(size, default, most=most)
        return Slice(limit, self.number(offset, 0, most=MOST_OFFSET))


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a signed-in app."""

    parameters: Parameters
    listener: Listener
    use_cases: Application
    request: Request
    user: str
    """How the app names its user."""
    client: str
    """How the app names itself."""
    password_id: UUID
    """By which the app has signed in."""

    @property
    def has_ended(self) -> HasEnded:
        """Return whether the app password was revoked."""
        return app_password(self.listener.user_id, self.password_id)

    def id(self, kind: Kind, name: str = "id") -> UUID:
        """Return the id of a kind that a parameter names; raise SubsonicFailure."""
        return parse_as(kind, self.parameters.required(name))

    def ids(self, kind: Kind, name: str) -> Sequence[UUID]:
        """Return the ids of a kind that a parameter names; raise SubsonicFailure."""
        return [parse_as(kind, text) for text in self.parameters.texts(name)]

    async def within_folder(self) -> Listener:
        """Return the user, who listens in the one music folder that the request names; raise SubsonicFailure."""
        text = self.parameters.text("musicFolderId")
        if not text:
            return self.listener
        for folder in await self.use_cases.apps.browse.folders(self.listener):
            if str(folder_number(folder.id)) == text:
                return replace(self.listener, only_in=folder.id)
        raise not_found("Music folder")
