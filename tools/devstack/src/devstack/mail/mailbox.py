"""The folder of the mail catcher: one file per message, numbered, the last 500 of them."""

from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Final

from devstack.secret_files import make_private_folder, write_private

MOST_MESSAGES: Final = 500
_SUFFIX: Final = ".eml"


@dataclass(frozen=True, slots=True)
class Caught:
    """A message and its number, which grows and is never used again."""

    number: int
    message: EmailMessage

    def header(self, name: str) -> str:
        """Return a header on one line, without what a terminal would obey; empty when it is missing."""
        return " ".join(printable(str(self.message.get(name, ""))).split())

    def body(self, kind: str) -> str | None:
        """Return the `plain` or `html` part, or None."""
        part = self.message.get_body((kind,))
        content = None if part is None else part.get_content()
        return printable(content) if isinstance(content, str) else None


class Mailbox:
    """Stores and reads caught messages. One process stores, any number read."""

    def __init__(self, folder: Path, most: int = MOST_MESSAGES) -> None:
        self._folder = folder
        self._most = most
        self._numbers: list[int] = []

    def open(self) -> None:
        """Create the folder, which only we may enter, and continue its numbers."""
        make_private_folder(self._folder)
        self._numbers = sorted(self._paths())

    def store(self, content: bytes) -> int:
        """Store a message, delete the oldest beyond the limit, and return its number."""
        number = self._numbers[-1] + 1 if self._numbers else 1
        write_private(self._path(number), content)
        self._numbers.append(number)
        while len(self._numbers) > self._most:
            self._path(self._numbers.pop(0)).unlink(missing_ok=True)
        return number

    def messages(self, *, last: int | None = None) -> list[Caught]:
        """Return the messages in the order of their arrival, or the last ones."""
        numbers = sorted(self._paths())
        chosen = numbers if last is None else numbers[max(0, len(numbers) - last) :]
        return [caught for number in chosen if (caught := self.find(number)) is not None]

    def find(self, number: int) -> Caught | None:
        """Return one message, or None when there is none of this number (any more)."""
        try:
            parsed = message_from_bytes(self._path(number).read_bytes(), policy=default)
        except FileNotFoundError:
            return None
        assert isinstance(parsed, EmailMessage)  # noqa: S101 - the policy makes no other class
        return Caught(number, parsed)

    def _paths(self) -> dict[int, Path]:
        if not self._folder.is_dir():
            return {}
        return {int(path.stem): path for path in self._folder.glob(f"*{_SUFFIX}") if path.stem.isdigit()}

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:08}{_SUFFIX}"


def printable(text: str) -> str:
    """Return a text without control characters, of which a terminal would obey some."""
    return "".join(char for char in text.replace("\r\n", "\n") if char == "\n" or char.isprintable())
