"""The grammar of IRIs, which jsonschema loads on import: built for the tests that validate one, not in every process.

Its 40 parsers take 2 s of processor time. `jsonschema` uses one function of the library, for the formats `iri` and
`iri-reference`.
"""

import importlib
import sys
from types import ModuleType
from typing import Final

LIBRARY: Final = "rfc3987_syntax"


def is_valid_syntax(term: str, value: str) -> bool:
    """Return whether a text is what a term of RFC 3987 stands for, by the library."""
    if vars(sys.modules[LIBRARY]).get("is_valid_syntax") is is_valid_syntax:
        del sys.modules[LIBRARY]
    return bool(importlib.import_module(LIBRARY).is_valid_syntax(term, value))


def postpone() -> None:
    """Have the library imported when it is used; one that is imported already stays."""
    if LIBRARY not in sys.modules:
        postponed = ModuleType(LIBRARY)
        vars(postponed)["is_valid_syntax"] = is_valid_syntax
        sys.modules[LIBRARY] = postponed


# Plugins are imported before the tests, and before other plugins if they are listed first.
postpone()
