"""Opening the web application in the user's browser, when the user wants it: Enter in a terminal."""

import select
import sys
import time
import webbrowser
from collections.abc import Callable
from typing import Final, TextIO

OFFER: Final = "Press Enter to open it in a browser."


def is_offered(stream: TextIO | None = None) -> bool:
    """Return whether a person at a terminal may press Enter."""
    return (stream or sys.stdin).isatty()


def wait(seconds: float, address: str, *, opens: Callable[[str], object] = webbrowser.open) -> None:
    """Wait, and open the address if Enter is pressed meanwhile; without a terminal only wait."""
    if not is_offered():
        time.sleep(seconds)
        return
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    if not ready:
        return
    if sys.stdin.readline():
        opens(address)
    else:
        # The terminal is gone: it would be ready at once for ever.
        time.sleep(seconds)
