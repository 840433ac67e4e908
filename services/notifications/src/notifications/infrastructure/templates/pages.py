"""The pages of links that unsubscribe: they need no script, and load nothing."""

import re
from typing import Final

from jinja2 import PackageLoader
from jinja2.sandbox import ImmutableSandboxedEnvironment

from chassis.core.languages import ENGLISH
from notifications.infrastructure.templates.texts import texts_in

_TAG: Final = re.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


class TemplatePages:
    """Renders pages in a language of the header `Accept-Language`; in English without texts of it."""

    def __init__(self) -> None:
        loader = PackageLoader("notifications.infrastructure", "templates")
        self._page = ImmutableSandboxedEnvironment(loader=loader, autoescape=True).get_template(
            "unsubscribe.html.jinja"
        )

    def confirmation(self, token: str, language: str) -> str:
        """Return the page whose form sends the token back."""
        return self._rendered(language, token)

    def done(self, language: str) -> str:
        """Return the page without a form."""
        return self._rendered(language, None)

    def _rendered(self, accepted: str, token: str | None) -> str:
        tag = _TAG.match(accepted)
        texts = texts_in(tag[0] if tag else ENGLISH)
        return self._page.render(language=texts.language, words=texts.words, token=token)
