"""An audit names vulnerabilities, and never says that all is well when its source knows nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from supply_chain.audit import CANARY, Findings, Lookup, SourceUnavailable, examine

pytestmark = pytest.mark.unit

Rows = Sequence[Mapping[str, Any]]
VULNERABLE = {"id": "PYSEC-2021-66", "fix_versions": ["2.11.3"]}


def rows(packages: Mapping[str, str], **vulnerable: Mapping[str, Any]) -> Rows:
    """Return what pip-audit writes for these packages."""
    return [
        {"name": name, "version": version, "vulns": [vulnerable[name]] if name in vulnerable else []}
        for name, version in packages.items()
    ]


def source_of(canary: Rows, result: Rows, unreachable: Sequence[str] = ()) -> Lookup:
    """Return a source with these rows for the canary and for everything else."""

    def look_up(source: str, packages: Mapping[str, str]) -> Rows:
        if source in unreachable:
            raise SourceUnavailable("it cannot be reached")
        return canary if packages == dict([CANARY]) else result

    return look_up


KNOWN = rows(dict([CANARY]), jinja2=VULNERABLE)
PACKAGES = {"example": "1.0", "other": "2.0"}


def test_packages_without_vulnerabilities_are_counted() -> None:
    assert examine(PACKAGES, source_of(KNOWN, rows(PACKAGES))) == Findings("pypi", (), 2)


def test_a_vulnerability_is_named_with_the_version_that_fixes_it() -> None:
    result = examine(PACKAGES, source_of(KNOWN, rows(PACKAGES, example={"id": "CVE-1", "fix_versions": []})))
    assert result.lines == ("example 1.0: CVE-1, fixed in no version",)


def test_a_version_that_the_source_does_not_know_is_a_finding() -> None:
    unknown = [*rows({"example": "1.0"}), {"name": "other", "skip_reason": "not found"}]
    assert examine(PACKAGES, source_of(KNOWN, unknown)).lines == ("other: the source does not know this version",)


def test_the_second_source_is_used_when_the_first_is_unavailable() -> None:
    assert examine(PACKAGES, source_of(KNOWN, rows(PACKAGES), ["pypi"])).source == "osv"


@pytest.mark.parametrize("canary", [rows(dict([CANARY])), [{"name": "jinja2", "skip_reason": "not found"}], []])
def test_a_source_that_knows_nothing_is_unavailable(canary: Rows) -> None:
    with pytest.raises(SourceUnavailable, match=r"pypi: it names no vulnerability of jinja2 2\.11\.2.*osv"):
        examine(PACKAGES, source_of(canary, rows(PACKAGES)))


def test_sources_that_cannot_be_reached_are_named() -> None:
    with pytest.raises(SourceUnavailable, match="pypi: it cannot be reached; osv: it cannot be reached"):
        examine(PACKAGES, source_of(KNOWN, rows(PACKAGES), ["pypi", "osv"]))
