"""Names of schemas: readable ones for generics, and the service as a prefix where two services mean different things.

The framework names a generic after everything in its brackets, and classes of the same name after their modules:
`Success_list_Movie__` becomes `SuccessOfMovieList`, `library__presentation__imports__schemas__Progress` becomes
`ImportsProgress`.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from gateway.domain.document.nodes import Document, references, schemas_of

_DETAILS: Final = "__FieldInfo"
_MODULE: Final = "__"
_ORDINARY: Final = frozenset({"schemas", "presentation"})


def readable_names(names: Iterable[str]) -> dict[str, str]:
    """Return a readable name for each; names that would become equal stay as they are."""
    readable = {name: _readable(name) for name in names}
    counts = Counter(readable.values())
    return {name: short if counts[short] == 1 else name for name, short in readable.items()}


def _readable(name: str) -> str:
    if _is_module_path(name):
        *modules, class_name = name.split(_MODULE)
        subject_modules = [module for module in modules[1:] if module not in _ORDINARY]
        words = [word.capitalize() for word in subject_modules[-1].split("_")] if subject_modules else []
        # A module `my_services` with a class `ServicesResponse` says its subject once.
        repeated = bool(words) and class_name.startswith(words[-1])
        return "".join(words[:-1] if repeated else words) + class_name
    head, bracket, inner = name.partition("_")
    if not bracket or not head:
        return name
    words = [word for word in inner.partition(_DETAILS)[0].split("_") if word and word not in ("Annotated", "Union")]
    is_list, is_optional = words[:1] == ["list"], "NoneType" in words
    types = [word for word in words if word not in ("list", "NoneType")]
    return f"{head}Of{'Optional' if is_optional else ''}{'Or'.join(types)}{'List' if is_list else ''}"


def _is_module_path(name: str) -> bool:
    return name[:1].islower() and _MODULE in name


def namer(service: str, conflicting: frozenset[str]) -> Callable[[str], str]:
    """Return the function that gives the conflicting names of a service their prefix."""
    return lambda name: service.capitalize() + name if name in conflicting else name


def conflicts(documents: Mapping[str, Document]) -> frozenset[str]:
    """Return the schema names with different contents, and the shared names that refer to one of them."""
    contents: dict[str, set[str]] = defaultdict(set)
    refers: dict[str, set[str]] = defaultdict(set)
    holders: dict[str, int] = defaultdict(int)
    for document in documents.values():
        for name, schema in schemas_of(document).items():
            contents[name].add(json.dumps(schema, sort_keys=True))
            refers[name] |= references(schema)
            holders[name] += 1
    conflicting = {name for name, texts in contents.items() if len(texts) > 1}
    while True:
        more = {name for name, targets in refers.items() if holders[name] > 1 and targets & conflicting} - conflicting
        if not more:
            break
        conflicting |= more
    return frozenset(conflicting)
