"""Reading WebVTT and SRT, and writing WebVTT.

https://www.w3.org/TR/webvtt1/
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from playback.domain.subtitles.cues import MOST_CHARACTERS, MOST_CUES, MOST_WRITTEN, Cue, clean_settings, clean_text
from playback.domain.uploads.content import Rejection
from playback.domain.uploads.errors import FileRejected

_TIME: Final = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{1,3})"
_TIMING: Final = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s+(.*))?\s*")
_HEADER: Final = re.compile(r"WEBVTT(?:[ \t].*)?")
_IGNORED: Final = re.compile(r"(NOTE|STYLE|REGION)(\s|$)")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class _Block:
    line: int
    """The number of its first line in the file."""
    lines: tuple[str, ...]


def to_webvtt(data: bytes) -> bytes:
    """Return a file of subtitles as WebVTT in UTF-8, the cues in order of time; raise FileRejected."""
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    first = text.partition("\n")[0]
    is_webvtt = _HEADER.fullmatch(first) is not None
    if not is_webvtt and "-->" not in text:
        raise _rejected("The file is neither WebVTT nor SRT: no line has the form 00:00:01,000 --> 00:00:02,000")
    cues = sorted((cue for cue in _cues(text, is_webvtt) if cue.text), key=lambda cue: (cue.begin, cue.end))
    if not cues:
        raise _rejected("The file has no cue")
    return "\n".join(("WEBVTT\n", *map(_written, cues))).encode()


def _decoded(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding)
    return _strictly(data, "utf-8")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _rejected(f"line {line}: the file must be UTF-8, or UTF-16 with a byte order mark") from error
    return _CONTROL.sub("", text)


def _cues(text: str, is_webvtt: bool) -> Iterator[Cue]:
    """Yield the cues of a file. In SRT, lines behind an empty one continue the cue before."""
    blocks = _blocks(text)
    if is_webvtt:
        next(blocks)
    before: Cue | None = None
    count = 0
    for block in blocks:
        if is_webvtt and _IGNORED.match(block.lines[0]):
            continue
        cue = _cue(block)
        if cue is None and before is not None and not is_webvtt:
            before = _joined(before, block)
            continue
        if cue is None:
            raise _rejected(f"line {block.line}: the times of the cue are missing")
        if before is not None:
            yield _checked(before)
        before, count = cue, count + 1
        if count > MOST_CUES:
            raise _rejected(f"line {block.line}: at most {MOST_CUES} cues are read")
    if before is not None:
        yield _checked(before)


def _blocks(text: str) -> Iterator[_Block]:
    lines: list[str] = []
    for number, line in enumerate((*text.split("\n"), ""), start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield _Block(number - len(lines), tuple(lines))
            lines = []


def _cue(block: _Block) -> Cue | None:
    """Return the cue of a block, whose first line may be a number or a name; null without times."""
    for index, line in enumerate(block.lines[:2]):
        timing = _TIMING.fullmatch(line)
        if timing is not None:
            begin, end = _milliseconds(*timing.groups()[:4]), _milliseconds(*timing.groups()[4:8])
            if end <= begin:
                raise _rejected(f"line {block.line + index}: a cue must end after it begins")
            text = "\n".join(block.lines[index + 1 :])
            return Cue(begin, end, text, clean_settings(timing.group(9) or ""))
        if "-->" in line:
            raise _rejected(f"line {block.line + index}: times must have the form 00:00:01.000 --> 00:00:02.000")
    return None


def _joined(cue: Cue, block: _Block) -> Cue:
    if len(cue.text) > MOST_WRITTEN:
        # Otherwise each further block would copy all of those before.
        raise _rejected(f"The cue at {_time(cue.begin)} has more than {MOST_WRITTEN} characters with its tags")
    return replace(cue, text="\n".join((cue.text, *block.lines)))


def _checked(cue: Cue) -> Cue:
    text = clean_text(cue.text)
    if len(text) > MOST_CHARACTERS:
        raise _rejected(f"The cue at {_time(cue.begin)} has more than {MOST_CHARACTERS} characters")
    return replace(cue, text=text)


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def _written(cue: Cue) -> str:
    settings = f" {cue.settings}" if cue.settings else ""
    return f"{_time(cue.begin)} --> {_time(cue.end)}{settings}\n{cue.text}\n"


def _time(milliseconds: int) -> str:
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{fraction:03}"


def _rejected(reason: str) -> FileRejected:
    return FileRejected(Rejection.SUBTITLES, reason)
