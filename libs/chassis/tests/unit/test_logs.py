"""Log lines are JSON, carry the request's ids, and never a secret."""

import io
import json
import logging
import sys
from datetime import UTC, datetime

import pytest
from opentelemetry.sdk.trace import TracerProvider

from chassis.runtime.logs import JsonFormatter, RepetitionFilter, configure_logging, request_id
from chassis.runtime.observability.masking import mask

pytestmark = pytest.mark.unit


def line(message: str = "hello", *arguments: object, **extra: object) -> dict[str, object]:
    record = logging.getLogger("test").makeRecord(
        "test", logging.INFO, __file__, 1, message, arguments, None, extra=extra
    )
    decoded: dict[str, object] = json.loads(JsonFormatter("catalog").format(record))
    return decoded


def test_a_line_names_time_level_service_and_logger() -> None:
    fields = line("imported %d titles", 3, took=1.5)
    assert datetime.fromisoformat(str(fields.pop("time"))).tzinfo == UTC
    assert fields == {
        "level": "info",
        "service": "catalog",
        "role": "all",
        "logger": "test",
        "message": "imported 3 titles",
        "took": 1.5,
    }


def test_request_id_is_logged_only_inside_a_request() -> None:
    assert "request_id" not in line()
    token = request_id.set("abcdefgh")
    assert line()["request_id"] == "abcdefgh"
    request_id.reset(token)


def test_trace_is_logged_inside_a_span() -> None:
    with TracerProvider().get_tracer("test").start_as_current_span("work") as span:
        fields = line()
    assert fields["trace_id"] == format(span.get_span_context().trace_id, "032x")
    assert fields["span_id"] == format(span.get_span_context().span_id, "016x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Authorization: Bearer abc.def-ghi_j~k+l/m==", "Authorization: Bearer ***"),
        ("GET /3/movie/550?api_key=12ab34&language=en", "GET /3/movie/550?api_key=***&language=en"),
        ("/?t=fight+club&apikey=12ab34", "/?t=fight+club&apikey=***"),
        ("postgresql://catalog:hunter2@127.0.0.1:5432/marquee", "postgresql://catalog:***@127.0.0.1:5432/marquee"),
        ("connecting as {'user': 'ann', 'password': 'hunter2'}", "connecting as {'user': 'ann', 'password': '***'}"),
        ('{"refresh_token": "hunter2", "n": 1}', '{"refresh_token": "***", "n": 1}'),
        ("password=hunter2 host=db", "password=*** host=db"),
        ("client_secret = hunter2", "client_secret = ***"),
        ("a token was refused", "a token was refused"),
        ("https://example.org/a:b@c is no credential", "https://example.org/a:b@c is no credential"),
    ],
)
def test_credentials_in_texts_are_masked(text: str, expected: str) -> None:
    assert mask(text) == expected
    assert line(text)["message"] == expected
    assert line("logged", reason=text)["reason"] == expected


@pytest.mark.parametrize(
    "name", ["password", "new_password", "client_secret", "token", "Authorization", "api_key", "apikey", "set_cookie"]
)
def test_fields_named_like_secrets_are_masked(name: str) -> None:
    assert line("logged", **{name: "hunter2"})[name] == "***"
    assert line("logged", body={"inner": [{name: "hunter2"}]})["body"] == {"inner": [{name: "***"}]}


def test_object_is_logged_by_its_text_and_masked() -> None:
    assert line("failed", reason=ValueError("password=hunter2"))["reason"] == "password=***"


def test_exception_is_logged_and_masked() -> None:
    failure = RuntimeError("GET http://up.test/?api_key=12ab34 failed")
    record = logging.LogRecord("test", logging.ERROR, __file__, 1, "failed", None, (RuntimeError, failure, None))
    fields = json.loads(JsonFormatter("catalog").format(record))
    assert "RuntimeError: GET http://up.test/?api_key=*** failed" in fields["exception"]
    assert "12ab34" not in str(fields)


def test_a_lone_surrogate_does_not_lose_the_line() -> None:
    record = logging.LogRecord("test", logging.INFO, __file__, 1, "title \ud800 x", None, None)
    text = JsonFormatter("catalog").format(record)
    assert json.loads(text.encode("utf-8"))["message"] == "title \ud800 x"


def test_a_line_break_in_a_message_stays_one_line() -> None:
    record = logging.LogRecord("test", logging.INFO, __file__, 1, 'a\n{"level":"forged"}', None, None)
    assert "\n" not in JsonFormatter("catalog").format(record)


def test_configuring_sends_every_logger_to_standard_output_once(monkeypatch: pytest.MonkeyPatch) -> None:
    root, uvicorn = logging.getLogger(), logging.getLogger("uvicorn.error")
    before = (root.handlers[:], root.level, uvicorn.handlers[:])
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    try:
        uvicorn.addHandler(logging.StreamHandler(io.StringIO()))
        configure_logging("catalog", "warning")
        uvicorn.warning("one")
        logging.getLogger("anything").info("below the level")
    finally:
        root.handlers[:], uvicorn.handlers[:] = before[0], before[2]
        root.setLevel(before[1])
    [only] = stream.getvalue().splitlines()
    assert json.loads(only)["message"] == "one"


def test_a_client_that_repeats_itself_is_heard_once_a_minute() -> None:
    def record(name: str, line: int, created: float) -> logging.LogRecord:
        made = logging.LogRecord(name, logging.ERROR, "client.py", line, "cannot connect", None, None)
        made.created = created
        return made

    often = RepetitionFilter("aiokafka")
    logged_seconds = [second for second in range(180) if often.filter(record("aiokafka.client", 1, 1000.0 + second))]
    assert logged_seconds == [0, 60, 120]
    assert often.filter(record("aiokafka.client", 2, 1179.0)), "another kind of message"
    assert all(often.filter(record("chassis.messaging.publishing.relay", 1, 1179.0)) for _ in range(3)), (
        "another logger"
    )
