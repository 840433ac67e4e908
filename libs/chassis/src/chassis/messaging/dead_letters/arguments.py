"""The arguments of the command `dlq`, apart from its code: parsing them loads no client of Kafka."""

import argparse
from collections.abc import Sequence
from typing import Final

DEFAULT_RATE: Final = 50.0


def add_actions(parser: argparse.ArgumentParser, *, parents: Sequence[argparse.ArgumentParser] = ()) -> None:
    """Add `list`, `show`, `redrive` and `discard` with their options and those of `parents`."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", parents=parents, help="list open dead letters, oldest first")
    _add_filters(listing)
    listing.add_argument("--all", action="store_true", help="include redriven and discarded letters")
    listing.add_argument("--json", action="store_true", help="print one JSON object per line")
    show = actions.add_parser("show", parents=parents, help="print one dead letter with its headers and its body")
    show.add_argument("ids", nargs=1, metavar="ID")
    redrive = actions.add_parser("redrive", parents=parents, help="publish records to their original topic again")
    discard = actions.add_parser("discard", parents=parents, help="give up on records, with a reason")
    for action in (redrive, discard):
        action.add_argument("ids", nargs="*", metavar="ID", help="ids as `list` prints them")
        _add_filters(action)
        action.add_argument("--dry-run", action="store_true", help="print what would be done")
    redrive.add_argument("--rate", type=_rate, default=DEFAULT_RATE, help="records per second (default: %(default)g)")
    redrive.add_argument("--reason", default="", help="recorded with each letter")
    discard.add_argument("--reason", required=True, help="recorded with each letter")


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--topic", action="append", metavar="NAME", help="live topic; may be repeated")
    parser.add_argument("--group", "--service", dest="group", help="consumer group that rejected the record")
    parser.add_argument("--code", help="code of the rejection, such as malformed_body")
    parser.add_argument("--key", help="key of the record, as text")
    parser.add_argument("--since", metavar="TIME", help="rejected at or after: RFC 3339, or an age such as 24h")
    parser.add_argument("--until", metavar="TIME", help="rejected before: RFC 3339, or an age such as 30m")
    parser.add_argument("--limit", type=_count, metavar="N", help="at most N letters, oldest first")


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 < rate <= 10_000:
        raise argparse.ArgumentTypeError(f"must be between 0 and 10000, got {text}")
    return rate


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, got {text}")
    return count
