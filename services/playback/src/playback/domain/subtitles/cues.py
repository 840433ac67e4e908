"""Cues of subtitles, and what may be in their text."""

import html
import re
from dataclasses import dataclass
from typing import Final

MOST_CUES: Final = 20_000
MOST_CHARACTERS: Final = 2_000
"""Of the text of one cue."""
MOST_WRITTEN: Final = 20_000
"""Of a text that goes on behind empty lines, with its tags."""

_HIDDEN: Final = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_OVERRIDE: Final = re.compile(r"\{\\[^}]*\}")
"""Positions and effects of ASS, which many SRT files contain."""
_TAG: Final = re.compile(r"<(/?)(?:([A-Za-z]+)([^<>]*)|[\d:.]+)>")
"""Tags, and the times of words."""
_KEPT: Final = frozenset({"b", "i", "u", "ruby", "rt"})
_SETTING: Final = re.compile(
    r"vertical:(rl|lr)"
    r"|line:-?\d{1,3}(\.\d+)?%?(,(start|center|end))?"
    r"|position:\d{1,3}(\.\d+)?%(,(line-left|center|line-right))?"
    r"|size:\d{1,3}(\.\d+)?%"
    r"|align:(start|center|end|left|right)"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A text and when it is shown, in milliseconds."""

    begin: int
    end: int
    text: str
    settings: str = ""
    """Where it is shown, as in WebVTT."""


def clean_text(text: str) -> str:
    """Return the text of a cue with bold, italic, underlined, ruby and voices, and no other markup.

    Scripts and styles are removed with their content.
    """
    text = _OVERRIDE.sub("", _HIDDEN.sub("", text))
    pieces: list[str] = []
    end = 0
    for tag in _TAG.finditer(text):
        pieces += [_escaped(text[end : tag.start()]), _kept(tag)]
        end = tag.end()
    pieces.append(_escaped(text[end:]))
    lines = ("".join(pieces)).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def clean_settings(text: str) -> str:
    """Return the settings of a cue that are known; regions are styles, which are removed."""
    return " ".join(setting for setting in text.split() if _SETTING.fullmatch(setting))


def _kept(tag: re.Match[str]) -> str:
    closing, name, rest = tag.group(1), (tag.group(2) or "").lower(), tag.group(3) or ""
    if name in _KEPT:
        return f"<{closing}{name}>"
    if name != "v":
        return ""
    voice = _escaped(rest.partition(" ")[2].strip())
    return "</v>" if closing else f"<v {voice}>" if voice else ""


def _escaped(text: str) -> str:
    return html.escape(html.unescape(text), quote=False)
