"""Rendering of pages: templates, texts, formats, pictures and static files."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from web.application.api import BrokenField
from web.presentation.rendering import pictures
from web.presentation.rendering.formats import Formats
from web.presentation.rendering.links import with_query
from web.presentation.rendering.scales import SCALES
from web.presentation.rendering.texts import LANGUAGES, NAMES, load_texts, translate
from web.presentation.rendering.wording import code_text, field_label, wording_of
from web.presentation.viewers import Viewer

FORMATS: Final = "formats"
VIEWER: Final = "viewer"
REGIONS: Final = ("US", "UA", "GB", "DE", "PL", "FR", "ES", "IT", "CA", "AU", "JP", "KR", "BR", "IN")
"""Regions that every page offers; any other is chosen in the preferences of an account."""


class _Templates(Environment):
    """Templates in which `value.name` of a JSON object is its member, before any method of the dictionary."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute, or an undefined value whose use is an error."""
        if isinstance(obj, dict) and attribute != "get" and (attribute in obj or attribute != "items"):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class Renderer:
    """Turns templates into HTML. A field that a template uses and the API does not send is an error."""

    def __init__(self, static: Callable[[str], str], public_url: str, *, has_music: bool = False) -> None:
        """Create the templates; `static` returns the address of a static file by its name."""
        self.has_music = has_music
        self.public_url = public_url.rstrip("/")
        self._environment = _environment(static, self.public_url, has_music)

    def __call__(self, template: str, viewer: Viewer, now: datetime, values: Mapping[str, Any]) -> str:
        """Return the HTML of a template."""
        formats = Formats(viewer.language, viewer.zone, now)
        shared = {VIEWER: viewer, FORMATS: formats, "regions": _regions(viewer)}
        return self._environment.get_template(template).render({**values, **shared})


@cache
def _environment(static: Callable[[str], str], public_url: str, has_music: bool) -> Environment:
    """Return the templates of a site; each is compiled once per process, however many applications it has."""
    environment = _Templates(
        loader=PackageLoader("web.presentation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "t": _text,
        "static": static,
        "public_url": public_url,
        "has_music": has_music,
        "languages": LANGUAGES,
        "language_names": NAMES,
        "with_query": with_query,
        "scales": SCALES,
    }
    environment.filters |= {
        "proxied": pictures.proxied,
        "avatar": pictures.avatar,
        "svg": pictures.svg,
        "poster_sources": pictures.poster_sources,
        "worded": _worded,
        "labelled": _labelled,
        "coded": _coded,
        "in_words": _in_words,
        **{name: _formatted(name) for name in _FORMATTING},
    }
    return environment


_FORMATTING: Final = (
    "day",
    "weekday",
    "month",
    "month_name",
    "weekday_name",
    "year",
    "time",
    "instant",
    "ago",
    "number",
    "fixed",
    "signed",
    "compact",
    "percent",
    "money",
    "amount",
    "duration",
    "listed",
    "country",
    "currency_name",
    "language_name",
)
"""Methods of Formats that templates use as filters."""


def _formatted(name: str) -> Callable[..., str]:
    @pass_context
    def apply(context: Context, value: object, *options: object) -> str:
        return str(getattr(context[FORMATS], name)(value, *options))

    return apply


@pass_context
def _worded(context: Context, problem: BrokenField | str) -> str:
    """Return what is wrong with a field; a text stays as it is."""
    return problem if isinstance(problem, str) else wording_of(context[FORMATS], problem)


@pass_context
def _coded(context: Context, error: Mapping[str, str]) -> str:
    """Return the words for a stored error with a code."""
    return code_text(context[FORMATS].language, error["code"], error["message"])


@pass_context
def _in_words(context: Context, message: str, key: str) -> str:
    """Return a text by its key, which a code of the API ends; the message of the API without such a text."""
    return translate(context[FORMATS].language, key, {}) if key in load_texts() else message


@pass_context
def _labelled(context: Context, problem: BrokenField) -> str:
    return field_label(context[FORMATS].language, problem)


def _regions(viewer: Viewer) -> tuple[str, ...]:
    return REGIONS if viewer.region in REGIONS else (*REGIONS, viewer.region)


@pass_context
def _text(context: Context, key: str, **values: object) -> str:
    formats: Formats = context[FORMATS]
    shown = {name: formats.number(value) if isinstance(value, int) else value for name, value in values.items()}
    return translate(formats.language, key, values, shown)
