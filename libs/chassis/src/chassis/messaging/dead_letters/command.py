"""The command `dlq`: list, show, redrive and discard dead letters.

The command line of each service and the laptop's `marquee dlq` add the same arguments (`arguments`) and call `run`.
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
