"""Searches for texts in everything that a stack has stored: tables, records, logs, and a backup."""

import asyncio
import base64
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Final

from stacks import Stack
from stored_data import database, records, table_names

PLACES: Final = ("table", "topic", "log", "backup")
_GZIP: Final = b"\x1f\x8b"


def found(stack: Stack, backup: Path, texts: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Return where each text occurs, in any form: by its name, places such as `table auth.accounts`."""
    forms = {name: _forms(text) for name, text in texts.items()}
    seen: dict[str, set[str]] = defaultdict(set)
    for place, content in _contents(stack, backup):
        for name, variants in forms.items():
            if any(form in content for form in variants):
                seen[name].add(place)
    return dict(seen)


def _forms(text: bytes) -> set[bytes]:
    """Return a text as it is, in hexadecimal digits as of columns of bytes, and as a part of base64."""
    forms = {text, text.hex().encode()}
    for before, ignored in enumerate((0, 2, 3)):
        # What stands before and after a text determines the first and last digits.
        encoded = base64.b64encode(bytes(before) + text)[ignored:-4]
        forms |= {encoded, encoded.translate(bytes.maketrans(b"+/", b"-_"))}
    return forms


def _contents(stack: Stack, backup: Path) -> Iterator[tuple[str, bytes]]:
    for name, content in asyncio.run(_tables(stack)).items():
        yield f"table {name}", content
    topics: dict[str, list[bytes]] = defaultdict(list)
    for topic, key, value, headers in records(stack):
        topics[topic] += (key or b"", value or b"", *(name.encode() + (text or b"") for name, text in headers))
    for topic, parts in topics.items():
        yield f"topic {topic}", b"\n".join(parts)
    for kind, folder in (("log", stack.data / "logs"), ("backup", backup)):
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                yield f"{kind} {file.relative_to(folder)}", _read(file)


async def _tables(stack: Stack) -> dict[str, bytes]:
    tables = {}
    async with database(stack) as connection:
        for name in await table_names(connection):
            target = BytesIO()
            await connection.copy_from_query(f"select * from {name}", output=target)
            tables[name] = target.getvalue()
    return tables


def _read(file: Path) -> bytes:
    content = file.read_bytes()
    return gzip.decompress(content) if content.startswith(_GZIP) else content
