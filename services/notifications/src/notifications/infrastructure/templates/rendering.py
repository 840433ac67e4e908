"""Rendering: the texts of a kind, with values, as plain text and as HTML."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from notifications.application.deliveries.channels import Content
from notifications.application.deliveries.rendering import TextRequest
from notifications.domain.messages.kinds import KINDS, Kind
from notifications.infrastructure.templates import filters
from notifications.infrastructure.templates.texts import Texts, all_texts, texts_in

MOST_SHORT: Final = 300
MOST_TITLE: Final = 200

UnsubscribeLink = Callable[[TextRequest], str | None]
"""Returns the link that unsubscribes from the messages of a request; null for what cannot be turned off."""


@dataclass(frozen=True, slots=True)
class _Group:
    """The items of a digest about one title; the last group, without a name, has the rest."""

    name: str | None
    lines: list[str]


class TemplateRenderer:
    """Renders messages from the files of texts. Without the address of a web application they link to no title."""

    def __init__(self, web_url: str | None, unsubscribe_link: UnsubscribeLink = lambda _: None) -> None:
        self._web_url = None if web_url is None else web_url.rstrip("/")
        self._unsubscribe_link = unsubscribe_link
        # Texts are plain: what is shown as HTML is escaped as a whole by the layout.
        self._plain = _environment(autoescape=False)
        self._layout = _environment(autoescape=True).get_template("layout.html.jinja")

    @property
    def languages(self) -> Collection[str]:
        """Return the languages that have a file."""
        return all_texts().keys()

    def render(self, request: TextRequest) -> Content:
        """Return the message.

        Raise KeyError for a kind without a text, `jinja2.UndefinedError` for a value that is missing.
        """
        texts = texts_in(request.language)
        kind, parts = KINDS[request.kind], texts.kinds[request.kind]
        values = self._values(kind, request, texts)
        title = _one_line(self._text(parts.title, values))[:MOST_TITLE]
        text = self._text(parts.text, values)
        short = _shortened(self._text(parts.short, values) if parts.short else _one_line(text))
        content = Content(title, text, short, url=self._url(kind, request.values))
        if request.channel not in {None, "email"}:
            return content
        content = replace(content, unsubscribe_url=self._unsubscribe_link(request))
        return replace(content, html=self._html(content, texts))

    def _html(self, content: Content, texts: Texts) -> str:
        """Return the body of a mail: paragraphs are divided by empty lines, their lines by breaks."""
        return self._layout.render(
            language=texts.language,
            direction="rtl" if texts.locale.text_direction == "rtl" else "ltr",
            content=content,
            paragraphs=[part.strip().split("\n") for part in content.text.split("\n\n") if part.strip()],
            words=texts.words,
        )

    def _values(self, kind: Kind, request: TextRequest, texts: Texts) -> dict[str, Any]:
        """Return what the texts of a kind may use: its values, those that are optional as null, words and filters."""
        values: dict[str, Any] = dict.fromkeys(kind.optional) | dict(request.values)
        values |= {"words": texts.words, "locale": texts.locale, "zone": _zone(request.time_zone)}
        if kind.name == "digest":
            values["groups"] = self._groups(values["items"], request, texts)
            values["titles"] = sum(group.name is not None for group in values["groups"])
        return values

    def _groups(self, items: Sequence[Mapping[str, Any]], request: TextRequest, texts: Texts) -> list[_Group]:
        """Return the titles of a digest in the order of their first item, each with one line per item."""
        groups: dict[str | None, _Group] = {}
        for item in items:
            kind, values = KINDS[item["kind"]], item["values"]
            own = TextRequest(kind.name, request.language, request.time_zone, values)
            line = _one_line(self._text(texts.kinds[kind.name].text, self._values(kind, own, texts)))
            # Two titles may have one name.
            key = values.get("slug") or values.get("title")
            groups.setdefault(key, _Group(values.get("title"), [])).lines.append(line)
        return sorted(groups.values(), key=lambda group: group.name is None)

    def _text(self, source: str, values: Mapping[str, Any]) -> str:
        return _compiled(self._plain, source).render(values).strip()

    def _url(self, kind: Kind, values: Mapping[str, object]) -> str | None:
        slug, media_kind, source_id = values.get("slug"), values.get("media_kind"), values.get("source_id")
        if self._web_url is None:
            return None
        if kind.category == "people":
            return f"{self._web_url}/my/friends"
        if source_id:
            return f"{self._web_url}/my/sources/{source_id}"
        return f"{self._web_url}/{media_kind}s/{slug}" if slug and media_kind in {"movie", "show"} else None


def _environment(*, autoescape: bool) -> Environment:
    """Return an environment in which a value that is missing is an error, and a text cannot call anything."""
    loader = PackageLoader("notifications.infrastructure", "templates")
    environment = ImmutableSandboxedEnvironment(
        loader=loader, autoescape=autoescape, undefined=StrictUndefined, trim_blocks=False
    )
    environment.filters |= {
        "day": filters.day,
        "instant": filters.instant,
        "plural": filters.plural,
        "word": filters.word,
        "episode_code": filters.episode_code,
    }
    return environment


@lru_cache(maxsize=512)
def _compiled(environment: Environment, source: str) -> Template:
    return environment.from_string(source)


def _zone(name: str) -> ZoneInfo:
    """Return a time zone; UTC for a name that this system does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _one_line(text: str) -> str:
    """Return a text with each run of white space as one space: no value adds lines to a title or a header."""
    return " ".join(text.split())


def _shortened(text: str) -> str:
    """Return a text of at most `MOST_SHORT` characters; a longer one ends with an ellipsis."""
    return text if len(text) <= MOST_SHORT else f"{text[: MOST_SHORT - 1].rstrip()}…"
