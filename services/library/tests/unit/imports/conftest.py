"""Uploads for the tests of formats."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from library.domain.imports.reading import parse
from library.domain.imports.rows import Format, ParsedFile

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)

Upload = Callable[..., ParsedFile]


def packed(files: dict[str, object]) -> bytes:
    """Return a ZIP archive; values that are no text or bytes become JSON."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content if isinstance(content, str | bytes) else json.dumps(content))
    return output.getvalue()


@pytest.fixture
def upload() -> Upload:
    """Return a function that parses one file, or several files as an archive."""

    def parsed(*content: object, name: str = "upload.csv", source: Format | None = None, **_: object) -> ParsedFile:
        [value] = content
        if isinstance(value, dict) and all("." in key for key in value):
            return parse("upload.zip", packed(value), NOW, source)
        if not isinstance(value, str | bytes):
            value = json.dumps(value)
        return parse(name, value.encode() if isinstance(value, str) else value, NOW, source)

    return parsed
