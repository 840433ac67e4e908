"""Decodes forms with nested brackets: `items[0][price]=p` and `expand[]=x`."""

import re
from typing import Final
from urllib.parse import parse_qsl

from provider_simulator.stripe.requests.errors import invalid

_NAME: Final = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")
_PART: Final = re.compile(r"\[([^\[\]]*)\]")
_MOST_PAIRS: Final = 1_000


class Form(dict[str, "str | Form"]):
    """The values of a form by name; a list has the positions of its values as names."""


def decoded(text: str) -> Form:
    """Return the nested values of a form; raise StripeError for names that contradict each other."""
    form = Form()
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_PAIRS, errors="strict")
    except ValueError as error:
        raise invalid("Invalid form: it has too many fields or is not UTF-8.") from error
    for name, value in pairs:
        match = _NAME.match(name)
        if match is None:
            raise invalid(f"Invalid parameter name: {name}", name, "parameter_unknown")
        _put(form, [match[1], *_PART.findall(match[2])], value, name)
    return form


def _put(form: Form, path: list[str], value: str, name: str) -> None:
    for part in path[:-1]:
        inner = form.setdefault(part or str(len(form)), Form())
        if not isinstance(inner, Form):
            raise invalid(f"Invalid {name}: a value and an object have the same name.", name)
        form = inner
    last = path[-1] or str(len(form))
    if isinstance(form.get(last), Form):
        raise invalid(f"Invalid {name}: a value and an object have the same name.", name)
    form[last] = value
