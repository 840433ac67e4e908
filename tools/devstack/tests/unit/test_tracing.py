"""`marquee trace` finds what belongs together in log files, and prints spans as a tree."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devstack.errors import TraceNotFound
from devstack.servers.artifacts import kafka_artifacts, viewer_artifact
from devstack.tracing import command, log_files
from devstack.tracing.found import EventRow, Identifiers, SpanRow
from devstack.tracing.rendering import render

pytestmark = pytest.mark.unit

TRACE, REQUEST, JOB = "4cf754705a3d2541c4f39a11cabb8525", "import-of-a-show", "edea1d30-94a6-42a8-a707-0817c221f3b1"


def write(data: Path, process: str, *lines: dict[str, object] | str) -> None:
    folder = data / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    (folder / f"{process}.log").write_text(text, "utf-8")


def line(second: int, message: str, **fields: object) -> dict[str, object]:
    return {"time": f"2026-11-29T23:00:{second:02d}.500+00:00", "level": "info", "message": message, **fields}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a data folder with the logs of two processes."""
    write(
        tmp_path,
        "ingestion",
        "a line of a crash that is no JSON, with import-of-a-show",
        line(3, "job failed", job_id=JOB, trace_id=TRACE, attempts=2),
        line(4, "another", request_id="another-request", path=f"/{REQUEST}"),
        '{"broken": "import-of-a-show',
    )
    write(tmp_path, "gateway", line(1, "request", request_id=REQUEST, trace_id=TRACE, status=202))
    return tmp_path


@pytest.mark.parametrize("identifier", [TRACE, REQUEST, JOB])
def test_any_id_leads_to_every_line(data: Path, capsys: pytest.CaptureFixture[str], identifier: str) -> None:
    command.show(data, identifier)
    shown = capsys.readouterr().out
    assert "log lines (2)" in shown
    assert shown.index("23:00:01.500  gateway        info     request status=202") < shown.index(
        f"23:00:03.500  ingestion      info     job failed job_id={JOB} attempts=2"
    )
    assert "another" not in shown
    assert f"trace    {TRACE}" in shown


def test_exceptions_are_printed_below_their_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(data, "stats", line(5, "failed", trace_id=TRACE, exception="Traceback:\n  File 'a'\nValueError: b"))
    command.show(data, TRACE)
    assert (
        "stats          info     failed\n      Traceback:\n        File 'a'\n      ValueError: b\n"
        in capsys.readouterr().out
    )


@pytest.mark.parametrize("identifier", ["f" * 32, "unknown-request", "short", "no id at all", "/etc/passwd/../.."])
def test_unknown_id_is_an_error_that_names_it(data: Path, identifier: str) -> None:
    with pytest.raises(TraceNotFound) as raised:
        command.show(data, identifier)
    assert identifier in str(raised.value)


def test_lines_of_other_requests_with_the_same_text_do_not_belong(data: Path) -> None:
    ids = Identifiers(REQUEST)
    log_files.identify(data, ids)
    assert (ids.traces, ids.requests) == ({TRACE}, {REQUEST})


def test_origins_and_headers_belong_together() -> None:
    ids = Identifiers(JOB)
    ids.add({"traceparent": f"00-{TRACE}-{'a' * 16}-01", "ce_requestid": REQUEST})
    assert ids.has({"traceparent": f"00-{TRACE}-{'b' * 16}-01"})
    assert ids.has({"ce_requestid": REQUEST})
    assert ids.has({"ce_id": JOB})
    assert not ids.has({"ce_id": "another", "traceparent": "nonsense"})
    ids.add({"traceparent": None, "ce_requestid": 1})
    assert (ids.traces, ids.requests) == ({TRACE}, {REQUEST})


def test_spans_are_a_tree_in_the_order_of_time() -> None:
    spans = [
        SpanRow("3", "2", "catalog", "apply media.imported", 1_030_000, 5_000, "ValueError"),
        SpanRow("2", "1", "ingestion", "job sync-movie", 1_010_000, 10_000, None, {"marquee.job.outcome": "ready"}),
        SpanRow("1", "outside", "gateway", "post", 1_000_000, 8_000, None, {"http.response.status_code": "202"}),
        SpanRow("4", "1", "ingestion", "transaction", 1_005_000, 1_500, None, {"marquee.db.statements": "3"}),
    ]
    events = [EventRow(datetime(2026, 11, 29, tzinfo=UTC), "ingestion", "media.imported.v1", "event-1", "key-1")]
    shown = list(render(Identifiers(TRACE, {TRACE}), spans, events, []))
    assert shown[1] == "spans    4 of 3 services, 35.0 ms, 1 with errors"
    tree = [" ".join(text.split()) for text in shown[4:8]]
    assert tree == [
        "0.0 8.0 gateway: post 202",
        "5.0 1.5 ingestion: transaction statements 3",
        "10.0 10.0 ingestion: job sync-movie ready",
        "30.0 5.0 catalog: apply media.imported ERROR ValueError",
    ]
    assert [text.index(text.split()[2]) for text in shown[4:8]] == [21, 23, 23, 25]
    assert shown[-1].split() == ["00:00:00.000", "ingestion", "media.imported.v1", "event-1"]


def test_the_trace_viewer_is_no_part_of_the_broker() -> None:
    assert viewer_artifact().coordinate == "io.zipkin:zipkin-server:3.6.1:slim"
    assert viewer_artifact() not in kafka_artifacts()
