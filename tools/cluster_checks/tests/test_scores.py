"""Remarks of kube-score are problems until a waiver covers them, and a waiver that covers nothing is one."""

import json

import pytest

from cluster_checks.scores import WAIVERS, Finding, Waiver, open_findings, parse, read_waivers, unused

pytestmark = pytest.mark.unit


def _report(grade: int, *, skipped: bool = False) -> str:
    check = {"check": {"id": "pod-probes", "name": "Pod Probes"}, "grade": grade, "skipped": skipped}
    comments = [{"path": "service", "summary": "Container is missing a readinessProbe"}]
    return json.dumps(
        [{"object_name": "Deployment/apps/v1/marquee/auth-api", "checks": [{**check, "comments": comments}]}]
    )


FINDING = Finding("prod", "Deployment auth-api", "pod-probes", "Container is missing a readinessProbe")


def test_remarks_of_a_report_are_found() -> None:
    assert parse("prod", _report(1)) == [FINDING]
    assert parse("prod", _report(10)) == []
    assert parse("prod", _report(1, skipped=True)) == []


@pytest.mark.parametrize(
    ("overlays", "objects", "covers"),
    [
        ((), ".*", True),
        (("prod",), "Deployment auth-api", True),
        (("dev",), ".*", False),
        ((), "Deployment auth", False),
    ],
)
def test_a_waiver_covers_its_overlays_and_objects(overlays: tuple[str, ...], objects: str, covers: bool) -> None:
    waiver = Waiver(FINDING.check, FINDING.remark, "because", overlays, objects)
    assert open_findings([FINDING], [waiver]) == ([] if covers else [FINDING])
    assert unused([FINDING], [waiver]) == ([] if covers else [waiver])


def test_another_remark_of_the_same_check_stays_open() -> None:
    waiver = Waiver(FINDING.check, "Container is missing a livenessProbe", "because")
    assert open_findings([FINDING], [waiver]) == [FINDING]


def test_every_waiver_has_a_reason() -> None:
    waivers = read_waivers(WAIVERS.read_text("utf-8"))
    assert len(waivers) > 5
    assert all(len(waiver.reason) > 20 or waiver.reason == "The same." for waiver in waivers)
