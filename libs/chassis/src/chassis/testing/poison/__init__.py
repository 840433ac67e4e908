"""Records that no consumer can apply, with the code that each one's dead letter carries."""

import os
from dataclasses import dataclass
from uuid import uuid4

from chassis.messaging.publishing.producer import Outgoing
from chassis.testing.sample_service import TYPE, wire


@dataclass(frozen=True, slots=True)
class Poison:
    """A record that cannot be applied, and the code its dead letter carries."""

    name: str
    record: Outgoing
    code: str


def poison_set(topic: str) -> list[Poison]:
    """Return records for a topic of notes: those that break any contract, and those that break the one of notes."""
    note_id = uuid4()
    good = wire(topic, note_id).body
    field = f'{{{{"id": "{note_id}", "version": 1, "text": {{}}}}}}'
    bodies = [
        ("NaN", good.replace(b"0.0", b"NaN"), "malformed_body"),
        ("infinity", good.replace(b"0.0", b"1e400"), "malformed_body"),
        ("lone surrogate", field.format('"\\ud800"').encode(), "malformed_body"),
        ("wrong type", field.format("7").encode(), "malformed_body"),
        ("NUL in a text", field.format('"a\\u0000b"').encode(), "refused"),
        ("number out of range", good.replace(b'"version":1', b'"version":9999999999'), "refused"),
        ("huge number", good.replace(b'"version":1', b'"version":' + b"9" * 400), "refused"),
    ]
    records = [Poison(name, _record(topic, TYPE, body), code) for name, body, code in bodies]
    strange_source = _record(topic, TYPE, good, ("ce_source", b"a\x00b"))
    long_source = _record(topic, TYPE, good, ("ce_source", os.urandom(250_000).hex().encode()))
    return [
        *broken_events(topic, TYPE, good),
        *records,
        Poison("source with NUL", strange_source, "refused"),
        Poison("source of a megabyte", long_source, "refused"),
    ]


def broken_events(topic: str, kind: str, good: bytes) -> list[Poison]:
    """Return records that break the form of every event; `good` is the body of a valid one of type `kind`."""
    return [*_broken_headers(topic, kind, good), *_broken_bodies(topic, kind, good)]


def _broken_headers(topic: str, kind: str, good: bytes) -> list[Poison]:
    name, _, version = kind.rpartition(".")
    no_id = Outgoing(topic, b"k", good, [("ce_type", kind.encode())])
    return [
        Poison("no headers", Outgoing(topic, b"k", good, []), "missing_type"),
        Poison("null type", _record(topic, None, good), "missing_type"),
        Poison("type that is not text", _record(topic, b"\xc3\x28", good), "missing_type"),
        Poison("unknown type", _record(topic, "note.burnt.v1", good), "unknown_type"),
        Poison("misspelled version", _record(topic, f"{name}.{version.upper()}", good), "unknown_type"),
        Poison("type twice", _record(topic, kind, good, ("ce_type", f"{name}.v9".encode())), "ambiguous_header"),
        Poison(
            "another CloudEvents", _record(topic, kind, good, ("ce_specversion", b"0.3")), "unsupported_specversion"
        ),
        Poison("missing id", no_id, "malformed_id"),
        Poison("id that is no UUID", _record(topic, kind, good, event_id=b"42"), "malformed_id"),
        Poison("id that is not text", _record(topic, kind, good, event_id=b"\xff\xff"), "malformed_id"),
        Poison("id of no bytes", _record(topic, kind, good, event_id=b""), "malformed_id"),
    ]


def _broken_bodies(topic: str, kind: str, good: bytes) -> list[Poison]:
    bodies = {
        "not JSON": b"hello",
        "not UTF-8": b"\xff\xfe\x00",
        "truncated JSON": good[:-5],
        "deep nesting": b'{"text":' * 20_000,
        "deep list": b"[" * 100_000 + b"]" * 100_000,
        "missing field": b"{}",
        "list for an object": b"[]",
        "number for an object": b"42",
        "corrupt gzip": b"\x1f\x8b\x08\x00" + good[:40],
        "a megabyte of garbage": os.urandom(1_000_000),
    }
    records = [Poison(name, _record(topic, kind, body), "malformed_body") for name, body in bodies.items()]
    return [Poison("empty body", _record(topic, kind, b""), "empty"), *records]


def _record(
    topic: str,
    kind: str | bytes | None,
    body: bytes,
    *headers: tuple[str, bytes | None],
    event_id: bytes | None = None,
) -> Outgoing:
    usual: list[tuple[str, bytes | None]] = [
        ("ce_id", str(uuid4()).encode() if event_id is None else event_id),
        ("ce_type", kind.encode() if isinstance(kind, str) else kind),
        ("x-odd", b"\xff"),
        ("x-null", None),
    ]
    return Outgoing(topic, b"poison", body, [*usual, *headers])
