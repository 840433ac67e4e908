"""Records made from messages, and feeding them to a service's routes without a Kafka."""

from collections import defaultdict
from collections.abc import Sequence

from chassis.messaging.consumer import AnyRoute
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.dead_letters.writer import DeadLetter
from chassis.messaging.outbox import Message
from chassis.messaging.records import Record
from chassis.messaging.transaction import Transactions
from contracts.event import Event, encode


def record_of(message: Message, *, partition: int = 0, offset: int = 0) -> Record:
    """Return the record that a consumer would read after `message` was published."""
    return Record(
        topic=message.topic,
        partition=partition,
        offset=offset,
        key=message.key,
        value=message.body or None,
        headers=dict(message.headers),
        raw_headers=tuple((name, text.encode()) for name, text in message.headers.items()),
    )


def records_of(*messages: Message) -> list[Record]:
    """Return the records of messages, with offsets that grow per topic."""
    offsets: dict[str, int] = defaultdict(int)
    records = []
    for message in messages:
        records.append(record_of(message, offset=offsets[message.topic]))
        offsets[message.topic] += 1
    return records


class CollectedDeadLetters:
    """Collects dead letters in `letters`."""

    def __init__(self) -> None:
        self.letters: list[DeadLetter] = []

    async def send(self, letters: Sequence[DeadLetter]) -> None:
        """Collect the letters."""
        self.letters.extend(letters)


async def feed_events(routes: Sequence[AnyRoute], transactions: Transactions, *events: Event) -> list[str]:
    """Apply events as `feed` applies messages, and return the codes of those that were rejected."""
    letters = await feed(routes, transactions, *(encode(event, "test") for event in events))
    return [letter.code for letter in letters]


async def feed(routes: Sequence[AnyRoute], transactions: Transactions, *messages: Message) -> list[DeadLetter]:
    """Apply messages as one delivered batch and return those that became dead letters.

    Uses the real inbox and the real transaction. Raise an infrastructure failure at once, and SubscriptionStopped
    when a handler fails for a reason that the event does not explain.
    """
    letters = CollectedDeadLetters()
    await BatchProcessor(routes, transactions, letters, outage_seconds=0, handler_attempts=1).process(
        records_of(*messages)
    )
    return letters.letters
