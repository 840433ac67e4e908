"""Pages have a text, in every language, for each rule that an error names and each code that a page can get."""

import ast
import importlib
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

import pytest

from chassis.http.validation.wording import WORDED_KINDS
from web.presentation.rendering.wording import rules, text_of_code, text_of_rule

pytestmark = pytest.mark.unit

PLACES: Final[Mapping[str, int]] = {
    "BrokenRule": 0,
    "PydanticCustomError": 0,
    "cursor_error": 0,
    "InvalidInput": 1,
    "ListRuleInvalid": 1,
    "FutureDay": 1,
    "FutureYear": 1,
    "NotAdditive": 1,
    "RangeTooLong": 1,
    "ReversedRange": 1,
    "PolicyProblem": 1,
    "invalid_field": 1,
    "Problem": 2,
    "invalid": 2,
}
"""What states rules, and which of its arguments is the code."""
STATUSES: Final = frozenset({400, 401, 403, 409, 413, 429})
"""Errors whose reason a page shows; the others have pages of their own."""
NEVER_ON_PAGES: Final = frozenset(
    {
        "ALBUM_IMPORTS_UNAVAILABLE",
        "AUTHORIZATION_PENDING",
        "BAD_PATH",
        "BODY_NOT_UNDERSTOOD",
        "CSRF_TOKEN_INVALID",
        "DAY_OUT_OF_RANGE",
        "EXPIRED_SIGNATURE",
        "EXPIRED_TOKEN",
        "HIDDEN_TITLE_LIMIT_REACHED",
        "IMPORT_PART_MISSING",
        "INVALID_DEVICE_TOKEN",
        "INVALID_GRANT",
        "INVALID_LICENSE_REQUEST",
        "INVALID_NOTICE",
        "INVALID_PROXY_USER",
        "INVALID_REFRESH_TOKEN",
        "INVALID_ROWS",
        "INVALID_SIGNATURE",
        "JOB_KEY_TAKEN",
        "JOB_LEASE_LOST",
        "KEY_NOT_OF_SESSION",
        "LICENSES_WITHDRAWN",
        "LICENSE_SERVER_REFUSED",
        "MEDIA_TOKEN_EXPIRED",
        "MEDIA_TOKEN_INVALID",
        "MUSIC_LINK_EXPIRED",
        "MUSIC_LINK_INVALID",
        "PEER_BUDGET_EXHAUSTED",
        "PEER_NOT_ACTIVE",
        "PEER_NOT_PERMITTED",
        "PLAYBACK_ENDED",
        "PLAYED_AT_INVALID",
        "PLAYLIST_HAS_TRACK",
        "PLAY_ID_TAKEN",
        "RANKED_IN_FUTURE",
        "RANKING_FORBIDDEN",
        "RANKING_KIND_MISMATCH",
        "SECOND_FACTOR_REQUIRED",
        "SIGNATURE_REFUSED",
        "SLOW_DOWN",
        "SLUGS_EXHAUSTED",
        "TITLE_CHANGED",
        "TOKEN_EXPIRED",
        "TOO_MANY_MEDIA_RESPONSES",
        "TOO_MANY_RADIO_STREAMS",
        "TOO_MANY_SHARES",
        "TOO_MANY_STREAMS",
        "TRACK_UNREADABLE",
        "TRANSCODING_UNAVAILABLE",
        "UNAUTHORIZED",
        "UNKNOWN_FORMULA",
        "UPLOAD_PART_UNKNOWN",
    }
)
"""Codes of errors that only other clients get, or that a page does not show."""


def rules_in(source: str) -> Iterator[str]:
    """Return the codes of rules in a module: arguments of what states rules, and types of errors made by hand."""
    tree = ast.parse(source)
    constants = dict(_constants(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLACES:
            stated = node.args[PLACES[node.func.id] :][:1]
            yield from chain.from_iterable(_codes(code, constants) for code in stated)
        if isinstance(node, ast.Dict):
            keys = [key.value for key in node.keys if isinstance(key, ast.Constant)]
            if {"type", "loc"} <= set(keys):
                yield from _codes(node.values[keys.index("type")], constants)


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    assigned = [node for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)]
    for node in assigned:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield ast.unparse(node.target), node.value.value


def _codes(code: ast.expr, constants: Mapping[str, str]) -> Iterator[str]:
    """Return the code that an expression is, or those that it chooses between; a value from elsewhere has none."""
    if isinstance(code, ast.Constant) and isinstance(code.value, str):
        yield code.value
    elif isinstance(code, ast.IfExp):
        yield from chain(_codes(code.body, constants), _codes(code.orelse, constants))
    elif isinstance(code, ast.Name) and code.id in constants:
        yield constants[code.id]


def stated_rules(root: Path) -> frozenset[str]:
    """Return every rule that a service or the shared library can name in an error."""
    services = (root / "services" / name / "src" for name in _services(root))
    folders = chain(services, root.glob("libs/*/src"))
    modules = chain.from_iterable(folder.glob("**/*.py") for folder in folders)
    return frozenset(chain.from_iterable(rules_in(module.read_text()) for module in modules))


def _services(root: Path) -> frozenset[str]:
    return frozenset(package.parent.name for package in root.glob("services/*/src/*/__init__.py"))


def codes_of_services(root: Path) -> frozenset[str]:
    """Return the codes of errors that a page can get."""
    names = _services(root) - {"web"}
    tables = [importlib.import_module(f"{name}.presentation.errors") for name in sorted(names)]
    return frozenset(spec.code for table in tables for spec in table.ERRORS.values() if spec.status in STATUSES)


def test_every_rule_has_a_text(root: Path) -> None:
    rules = stated_rules(root)
    assert len(rules) > 100
    assert sorted(rule for rule in rules | WORDED_KINDS if text_of_rule(rule) is None) == []


def test_every_text_of_a_rule_is_of_one_that_is_stated(root: Path) -> None:
    assert sorted(rules() - stated_rules(root) - WORDED_KINDS) == []


def test_every_code_that_a_page_can_get_has_a_text(root: Path) -> None:
    codes = codes_of_services(root)
    assert len(codes) > 60
    assert sorted(code for code in codes - NEVER_ON_PAGES if text_of_code(code) is None) == []
    assert sorted(code for code in NEVER_ON_PAGES if code not in codes or text_of_code(code) is not None) == []


@pytest.mark.parametrize(
    "source",
    [
        'raise PydanticCustomError("even", "must be even")',
        'Problem("a", "body", "even", "must be even")',
        'EVEN: Final = "even"\nInvalidInput("a", EVEN, "must be even")',
        'InvalidInput("a", "even" if whole else "odd", "must be even")',
        'errors = [{"type": "even", "loc": ("query", "a")}]',
    ],
)
def test_a_rule_is_found(source: str) -> None:
    assert "even" in set(rules_in(source))
