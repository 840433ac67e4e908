"""Markdown of users as HTML that is safe to embed.

A subset of CommonMark: paragraphs, emphasis, strikethrough, code, lists, quotes and links. There is no HTML, image or
heading, and links lead to http and https only. `||…||` encloses a spoiler within a paragraph.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import IGNORECASE
from re import compile as pattern
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from social.domain.reviews.text import SPOILER_MARK

TAGS: Final = frozenset({"p", "em", "strong", "s", "code", "ul", "ol", "li", "blockquote", "a", "br", "span"})
"""The elements that a rendered text may have."""
LINK_RELATION: Final = "nofollow ugc noopener"
SPOILER_CLASS: Final = "spoiler"
_RULES: Final = (
    "paragraph",
    "newline",
    "emphasis",
    "strikethrough",
    "backticks",
    "list",
    "blockquote",
    "link",
    "autolink",
    "escape",
    "entity",
)
_ADDRESS: Final = pattern(r"https?://[^\s/]", IGNORECASE)
_CACHED: Final = 1_024
_MOST_LINKS: Final = 200
"""A text with more opening brackets has no links."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML, and whether a part of it is a spoiler."""

    html: str
    has_spoilers: bool


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name is the library's
        """Accept addresses of web pages only."""
        return _ADDRESS.match(url) is not None


@lru_cache(_CACHED)
def render(text: str, *, spoilers: bool) -> Rendered:
    """Return a text as HTML; without `spoilers` an empty element stands for each."""
    state: dict[str, Any] = {"spoilers": spoilers}
    # Looking for the ends of links takes time by the square of their number.
    markdown = _MARKDOWN if text.count("[") <= _MOST_LINKS else _WITHOUT_LINKS
    html = markdown.render(text, state)
    return Rendered(html, state.get("has_spoilers", False))


def _mark_spoilers(state: StateCore) -> None:
    """Turn each pair of marks into an element; a mark without a second one of the same level is text."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            tokens = _split(block.children)
            pairs = _pairs(tokens)
            if pairs:
                state.env["has_spoilers"] = True
                block.children = _enclosed(tokens, pairs, shown=state.env["spoilers"])
    for block in state.tokens:
        if block.children:
            block.children = _with_relations(block.children)


def _with_relations(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with the relation of each link, and without links to nothing."""
    kept: list[Token] = []
    leads: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            leads.append(_ADDRESS.match(str(token.attrs.get("href", ""))) is not None)
            token.attrs = {"href": token.attrs.get("href", ""), "rel": LINK_RELATION}
            if not leads[-1]:
                continue
        elif token.type == "link_close" and not leads.pop():
            continue
        kept.append(token)
    return kept


def _split(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens with each mark as one of its own; escaped marks and code are no text."""
    parts: list[Token] = []
    for token in tokens:
        if token.type != "text" or SPOILER_MARK not in token.content:
            parts.append(token)
            continue
        for number, piece in enumerate(token.content.split(SPOILER_MARK)):
            if number:
                parts.append(Token("mark", "", 0, level=token.level, content=SPOILER_MARK))
            if piece:
                parts.append(Token("text", "", 0, level=token.level, content=piece))
    return parts


def _pairs(tokens: Sequence[Token]) -> dict[int, int]:
    """Return the positions of the second marks by those of the first: both are within the same element."""
    pairs: dict[int, int] = {}
    opened: dict[int, int] = {}
    for place, token in enumerate(tokens):
        if token.nesting < 0:
            opened.pop(token.level + 1, None)
        elif token.type == "mark" and token.level in opened:
            first = opened.pop(token.level)
            pairs[first] = place
        elif token.type == "mark":
            opened[token.level] = place
    return pairs


def _enclosed(tokens: Sequence[Token], pairs: dict[int, int], *, shown: bool) -> list[Token]:
    ends = set(pairs.values())
    enclosed: list[Token] = []
    skipped_to = -1
    for place, token in enumerate(tokens):
        if place <= skipped_to:
            continue
        if place in pairs:
            enclosed.append(Token("spoiler_open", "span", 1, attrs={"class": SPOILER_CLASS}))
            if not shown:
                enclosed.append(Token("spoiler_close", "span", -1))
                skipped_to = pairs[place]
        elif place in ends:
            enclosed.append(Token("spoiler_close", "span", -1))
        elif token.type == "mark":
            enclosed.append(Token("text", "", 0, content=token.content))
        else:
            enclosed.append(token)
    return enclosed


def _markdown(*without: str) -> MarkdownIt:
    rules = [rule for rule in _RULES if rule not in without]
    markdown = _Markdown("zero", {"html": False, "linkify": False, "typographer": False}).enable(rules)
    markdown.enable(["balance_pairs", "fragments_join"], ignoreInvalid=True)
    markdown.core.ruler.after("inline", "spoilers", _mark_spoilers)
    # The first text compiles the rules, which threads must not do at the same time.
    markdown.render("a", {"spoilers": True})
    return markdown


_MARKDOWN: Final = _markdown()
_WITHOUT_LINKS: Final = _markdown("link")
