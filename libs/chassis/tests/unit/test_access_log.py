"""The access log has one line per request, in the form of every other line."""

import asyncio
import io
import json
import logging
import re

import pytest

from chassis.runtime import access_log as module
from chassis.runtime.access_log import AccessLog
from chassis.runtime.logs import JsonFormatter, request_id
from chassis.runtime.telemetry import received_trace

pytestmark = pytest.mark.unit

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
INSTANT = 1_795_871_801.1239


@pytest.fixture(autouse=True)
def _info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="access")


class Writes(io.StringIO):
    """A stream that keeps what each call wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[str] = []

    def write(self, text: str) -> int:
        self.writes.append(text)
        return len(text)


def lines(log: AccessLog, stream: io.StringIO, *statuses: int, path: str = "/api/v1/notes") -> list[str]:
    for status in statuses:
        log.write("GET", path, status, 0.0123456, "abcdefgh")
    log.flush()
    return stream.getvalue().splitlines()


def written(*statuses: int, mode: module.AccessLogMode = "all", ratio: float = 1.0) -> list[str]:
    stream = io.StringIO()
    return lines(AccessLog("notes", mode, ratio, stream=stream), stream, *statuses)


@pytest.mark.parametrize("trace", [None, TRACE])
def test_line_is_that_of_a_log_record(trace: str | None) -> None:
    stream = io.StringIO()
    tokens = received_trace.set(trace), request_id.set("abcdefgh")
    [line] = lines(AccessLog("notes", stream=stream, now=lambda: INSTANT), stream, 200)
    fields = {"method": "GET", "path": "/api/v1/notes", "status": 200, "milliseconds": 12.35}
    record = logging.getLogger("access").makeRecord("access", logging.INFO, "", 1, "request", (), None, extra=fields)
    record.created = INSTANT
    expected = JsonFormatter("notes").format(record)
    received_trace.reset(tokens[0])
    request_id.reset(tokens[1])
    assert line == expected
    assert json.loads(line)["time"] == "2026-11-28T13:16:41.123+00:00"


@pytest.mark.parametrize("path", ['/a"b', "/token=hunter2", "/a\nb", "/ключ", "/a b"])
def test_path_with_other_characters_is_a_record(path: str, caplog: pytest.LogCaptureFixture) -> None:
    """Records are escaped and masked."""
    stream = io.StringIO()
    assert lines(AccessLog("notes", stream=stream), stream, 200, path=path) == []
    assert [record.__dict__["path"] for record in caplog.records] == [path]


def test_error_is_a_record(caplog: pytest.LogCaptureFixture) -> None:
    assert written(404, 500) == []
    assert [record.__dict__["status"] for record in caplog.records] == [404, 500]


def test_process_without_configured_logs_has_records(caplog: pytest.LogCaptureFixture) -> None:
    stream = io.StringIO()
    assert lines(AccessLog(stream=stream), stream, 200) == []
    assert len(caplog.records) == 1


@pytest.mark.parametrize(("mode", "successes", "errors"), [("all", 2, 1), ("errors", 0, 1), ("off", 0, 0)])
def test_mode_decides_which_requests_are_logged(
    mode: module.AccessLogMode, successes: int, errors: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert (len(written(200, 304, 404, mode=mode)), len(caplog.records)) == (successes, errors)


def test_ratio_applies_to_successful_requests(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    numbers = iter([0.05, 0.5, 0.09, 0.1])
    monkeypatch.setattr(module, "random", lambda: next(numbers))
    assert [json.loads(line)["status"] for line in written(200, 201, 202, 404, 203, ratio=0.1)] == [200, 202]
    assert [record.__dict__["status"] for record in caplog.records] == [404]


def test_level_above_info_has_no_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("WARNING", logger="access")
    assert written(200, 404) == []
    assert caplog.records == []


def test_closed_output_does_not_fail_the_request() -> None:
    stream = io.StringIO()
    stream.close()
    AccessLog("notes", stream=stream).write("GET", "/", 200, 0.1, "abcdefgh")


async def test_lines_that_come_together_are_written_together() -> None:
    stream = Writes()
    log = AccessLog("notes", stream=stream)
    for _ in range(3):
        log.write("GET", "/", 200, 0.1, "abcdefgh")
    assert stream.writes == []
    await asyncio.sleep(2 * module.FLUSH_SECONDS)
    assert [text.count("\n") for text in stream.writes] == [3]
    log.write("GET", "/", 200, 0.1, "abcdefgh")
    await asyncio.sleep(2 * module.FLUSH_SECONDS)
    assert [text.count("\n") for text in stream.writes] == [3, 1]


def test_configured_log_writes_to_standard_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(module._current, "log", module._current.log)
    module.configure_access_log("notes")
    module.access_log().write("GET", "/", 200, 0.1, "abcdefgh")
    assert re.fullmatch(r'\{"time": "[^"]+", "level": "info", "service": "notes", .*\}\n', capsys.readouterr().out)
