"""Events of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """An event: its type, its data, and the id from which a later stream continues."""

    type: str
    data: str
    id: str | None = None

    def json(self) -> Any:
        """Return the data, which is JSON."""
        return json.loads(self.data)


@dataclass(slots=True)
class Parser:
    """Makes events of lines; comments and unknown fields are ignored."""

    _type: str = ""
    _data: list[str] = field(default_factory=list)
    _id: str | None = None

    def feed(self, line: str) -> Iterator[Event]:
        """Yield the event that this line completes."""
        if not line:
            if self._data:
                yield Event(self._type or "message", "\n".join(self._data), self._id)
            self._type, self._data = "", []
            return
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._type = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self._id = value
