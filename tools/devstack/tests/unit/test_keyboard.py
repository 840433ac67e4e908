"""Enter opens the web application; without a terminal nothing is read."""

import os
import pty
import sys
from collections.abc import Iterator
from typing import TextIO

import pytest

from devstack.processes.keyboard import is_offered, wait

pytestmark = pytest.mark.unit

ADDRESS = "http://localhost:8000"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Yield the keyboard of a terminal that is the standard input."""
    keyboard, screen = pty.openpty()
    stream: TextIO = os.fdopen(screen)
    monkeypatch.setattr(sys, "stdin", stream)
    yield keyboard
    stream.close()
    os.close(keyboard)


def test_enter_opens_the_address_once(terminal: int) -> None:
    opened: list[str] = []
    assert is_offered()
    os.write(terminal, b"\n")
    wait(5, ADDRESS, opens=opened.append)
    wait(0, ADDRESS, opens=opened.append)
    assert opened == [ADDRESS]


def test_without_a_terminal_nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"\n")
    with os.fdopen(reading) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        opened: list[str] = []
        wait(0, ADDRESS, opens=opened.append)
        assert (opened, stream.readline()) == ([], "\n")
    os.close(writing)
