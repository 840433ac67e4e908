"""The values of the command line: each is checked when it is read, and a refusal names the rule and the value."""

import argparse
from pathlib import Path

from devstack.ports import HIGHEST_BASE, LOWEST_BASE

# Longer numbers are no port, count or id; Python refuses to read very long ones with an error of its own.
_LONGEST_NUMBER = 10


def port_base(text: str) -> int:
    """Return the first port of a stack: all of its ports must exist and need no privileges."""
    number = _number(text)
    if number is None or not LOWEST_BASE <= number <= HIGHEST_BASE:
        raise argparse.ArgumentTypeError(
            f"must be a whole number from {LOWEST_BASE} to {HIGHEST_BASE} (also MARQUEE_PORT_BASE), not {_shown(text)}"
        )
    return number


def count(text: str) -> int:
    """Return a number of things, perhaps none."""
    number = _number(text)
    if number is None:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0, not {_shown(text)}")
    return number


def title_number(text: str) -> int:
    """Return the number of a title at TMDB."""
    number = _number(text)
    if not number:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1, not {_shown(text)}")
    return number


def folder(text: str) -> Path:
    """Return the absolute path of a folder, which need not exist; `~` is the home folder."""
    if not text.strip():
        raise argparse.ArgumentTypeError("must name a folder, and is empty")
    try:
        text.encode()
        return Path(text).expanduser().absolute()
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError(f"must be UTF-8, unlike {_shown(text)}") from None
    except (RuntimeError, OSError) as error:
        raise argparse.ArgumentTypeError(f"{_shown(text)}: {error}") from None


def _number(text: str) -> int | None:
    readable = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if readable else None


def _shown(text: str) -> str:
    """Return a value as it can be printed, cut where it is long."""
    return ascii(text if len(text) <= 40 else f"{text[:40]}...")
