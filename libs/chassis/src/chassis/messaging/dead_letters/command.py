"""The command `dlq`: list, show, redrive and discard dead letters.

The command line of each service and the laptop's `marquee dlq` add the same arguments and call `run`.
"""

import argparse
import json
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.dead_letters.handling import LetterHandler, Outcome
from chassis.messaging.dead_letters.letters import Letter, dead_letter_topics, read_letters
from chassis.messaging.dead_letters.selection import Selection, parse_time
from chassis.messaging.kafka_security import PLAINTEXT, KafkaSecurity
from chassis.messaging.replay import ReplayRefused

DEFAULT_RATE: Final = 50.0
REASON_WIDTH: Final = 100
HANDLED: Final = frozenset({"redriven", "discarded"})

Print = Callable[[str], None]


class DeadLetterError(Exception):
    """A command that cannot be run as it was given; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Source:
    """The cluster to work on, and the topics and the group that a command is about unless its options name others.

    Without `topics` a command is about every topic that has a topic of dead letters.
    """

    bootstrap: str
    security: KafkaSecurity = PLAINTEXT
    topics: Sequence[str] = ()
    group: str | None = None


def add_actions(parser: argparse.ArgumentParser) -> None:
    """Add `list`, `show`, `redrive` and `discard` with their options."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="list open dead letters, oldest first")
    _add_filters(listing)
    listing.add_argument("--all", action="store_true", help="include redriven and discarded letters")
    listing.add_argument("--json", action="store_true", help="print one JSON object per line")
    show = actions.add_parser("show", help="print one dead letter with its headers and its body")
    show.add_argument("ids", nargs=1, metavar="ID")
    redrive = actions.add_parser("redrive", help="publish records to their original topic again")
    discard = actions.add_parser("discard", help="give up on records, with a reason")
    for action in (redrive, discard):
        action.add_argument("ids", nargs="*", metavar="ID", help="ids as `list` prints them")
        _add_filters(action)
        action.add_argument("--dry-run", action="store_true", help="print what would be done")
    redrive.add_argument("--rate", type=_rate, default=DEFAULT_RATE, help="records per second (default: %(default)g)")
    redrive.add_argument("--reason", default="", help="recorded with each letter")
    discard.add_argument("--reason", required=True, help="recorded with each letter")


async def run(options: argparse.Namespace, source: Source, clock: Clock, write: Print = print) -> int:
    """Run one action; return 0, or 1 when a letter could not be handled. Raise DeadLetterError for wrong options."""
    topics = options.topic if getattr(options, "topic", None) else list(source.topics)
    topics = topics or await dead_letter_topics(source.bootstrap, security=source.security)
    try:
        letters = await read_letters(source.bootstrap, topics, security=source.security)
    except ReplayRefused as refusal:
        raise DeadLetterError(str(refusal)) from refusal
    selection = _selection(options, source, clock)
    chosen = selection.apply(letters)
    missing = sorted(selection.ids - {letter.id for letter in chosen})
    if missing:
        raise DeadLetterError(f"no {'' if selection.include_handled else 'open '}dead letter {', '.join(missing)}")
    if options.action == "list":
        for letter in chosen:
            write(json.dumps(_fields(letter)) if options.json else _line(letter))
        return 0
    if options.action == "show":
        write(_details(chosen[0]))
        return 0
    if not selection.is_narrow:
        raise DeadLetterError("name letters by id, or by at least one of --topic, --code, --key, --since and --until")
    if options.dry_run:
        for letter in chosen:
            write(f"would be {options.action}{'ed' if options.action == 'discard' else 'n'}: {_line(letter)}")
        return 0
    handler = LetterHandler(source.bootstrap, clock, security=source.security)
    if options.action == "redrive":
        return await _report(handler.redrive(chosen, rate=options.rate, reason=options.reason), write)
    return await _report(handler.discard(chosen, reason=options.reason), write)


async def _report(outcomes: AsyncIterator[Outcome], write: Print) -> int:
    failures = 0
    async for outcome in outcomes:
        failures += outcome.result not in HANDLED
        write(f"{outcome.result}: {outcome.letter.id}{': ' if outcome.detail else ''}{outcome.detail}")
    return 1 if failures else 0


def _add_filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--topic", action="append", metavar="NAME", help="live topic; may be repeated")
    parser.add_argument("--group", "--service", dest="group", help="consumer group that rejected the record")
    parser.add_argument("--code", help="code of the rejection, such as malformed_body")
    parser.add_argument("--key", help="key of the record, as text")
    parser.add_argument("--since", metavar="TIME", help="rejected at or after: RFC 3339, or an age such as 24h")
    parser.add_argument("--until", metavar="TIME", help="rejected before: RFC 3339, or an age such as 30m")
    parser.add_argument("--limit", type=_count, metavar="N", help="at most N letters, oldest first")


def _selection(options: argparse.Namespace, source: Source, clock: Clock) -> Selection:
    now = clock.now()
    if options.action == "show":
        return Selection(ids=frozenset(options.ids), include_handled=True)
    try:
        since, until = (parse_time(text, now) if text else None for text in (options.since, options.until))
    except ValueError as invalid:
        raise DeadLetterError(str(invalid)) from invalid
    return Selection(
        ids=frozenset(getattr(options, "ids", ())),
        topics=frozenset(options.topic or ()),
        group=options.group or source.group,
        code=options.code,
        key=options.key,
        since=since,
        until=until,
        limit=options.limit,
        include_handled=getattr(options, "all", False),
    )


def _line(letter: Letter) -> str:
    state = "" if letter.state == "open" else f"  {letter.state}: {letter.mark_reason or 'no reason'}"
    reason = letter.reason if len(letter.reason) <= REASON_WIDTH else letter.reason[: REASON_WIDTH - 1] + "…"
    return f"{letter.id}  {letter.rejected_at:%Y-%m-%dT%H:%M:%SZ}  {letter.code}  key={letter.key}  {reason}{state}"


def _fields(letter: Letter) -> dict[str, object]:
    return {
        "id": letter.id,
        "state": letter.state,
        "group": letter.group,
        "topic": letter.topic,
        "partition": letter.partition,
        "offset": letter.offset,
        "key": letter.key,
        "eventId": letter.event_id,
        "code": letter.code,
        "reason": letter.reason,
        "rejectedAt": letter.rejected_at.isoformat(),
        "markedAt": letter.marked_at.isoformat() if letter.marked_at else None,
        "markReason": letter.mark_reason,
    }


def _details(letter: Letter) -> str:
    fields = [f"{name}: {value}" for name, value in _fields(letter).items() if value not in {None, ""}]
    headers = [f"header {name}: {_text(value)}" for name, value in letter.original_headers()]
    body = _text(letter.record.value) if letter.has_body else "left out: too large for the topic of dead letters"
    return "\n".join([*fields, *headers, "body:", body])


def _text(value: bytes | None) -> str:
    return "null" if value is None else value.decode("utf-8", "backslashreplace")


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
