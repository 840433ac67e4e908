"""A secret setting is read from its variable or from the file that `<NAME>_FILE` names, never from both."""

from pathlib import Path

import pytest
from pydantic import Field, SecretStr, ValidationError

from chassis.secret_files import secret_fields
from chassis.settings import EnvironmentSettings, prefixed

pytestmark = pytest.mark.unit


class Settings(EnvironmentSettings):
    """Settings with secrets of every form."""

    model_config = prefixed("EXAMPLE")

    token: SecretStr = SecretStr("")
    key: SecretStr | None = Field(default=None, min_length=4)
    mail: SecretStr | None = None
    mail_file: Path | None = None
    port: int = 1


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with a secret and a line break."""
    path = tmp_path / "secret"
    path.write_text("hunter2\n", "utf-8")
    return path


def test_fields_that_hold_a_secret_are_found() -> None:
    assert secret_fields(Settings) == ("token", "key", "mail")


@pytest.mark.parametrize("name", ["token", "key"])
@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_a_secret_is_read_from_its_file_without_the_line_break(
    monkeypatch: pytest.MonkeyPatch, file: Path, name: str, ending: str
) -> None:
    file.write_text(f" two words {ending}", "utf-8", newline="")
    monkeypatch.setenv(f"EXAMPLE_{name.upper()}_FILE", str(file))
    assert getattr(Settings(), name).get_secret_value() == " two words "


def test_an_empty_variable_does_not_hide_the_file(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("EXAMPLE_TOKEN", "")
    monkeypatch.setenv("EXAMPLE_TOKEN_FILE", str(file))
    assert Settings().token.get_secret_value() == "hunter2"


def test_an_argument_comes_before_the_file(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("EXAMPLE_TOKEN_FILE", str(file))
    assert Settings(token=SecretStr("mine")).token.get_secret_value() == "mine"


def test_a_setting_for_the_file_is_left_alone(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("EXAMPLE_MAIL_FILE", str(file))
    assert (Settings().mail, Settings().mail_file) == (None, file)


def test_a_setting_without_secret_has_no_file(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("EXAMPLE_PORT_FILE", str(file))
    assert Settings().port == 1


def test_a_secret_that_is_set_in_both_ways_is_refused(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    monkeypatch.setenv("EXAMPLE_KEY", "hunter3")
    monkeypatch.setenv("EXAMPLE_KEY_FILE", str(file))
    with pytest.raises(ValidationError, match="set either key or key_file") as caught:
        Settings()
    assert "hunter" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "key_file cannot be read"), (b"\n", "is empty"), (b"\xff\xfe", "cannot be read")]
)
def test_a_file_without_a_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, file: Path, content: bytes | None, reason: str
) -> None:
    if content is None:
        file.unlink()
    else:
        file.write_bytes(content)
    monkeypatch.setenv("EXAMPLE_KEY_FILE", str(file))
    with pytest.raises(ValidationError, match=reason):
        Settings()


def test_a_rule_of_the_field_holds_for_the_file_and_does_not_show_it(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    file.write_text("abc", "utf-8")
    monkeypatch.setenv("EXAMPLE_KEY_FILE", str(file))
    with pytest.raises(ValidationError, match="at least 4") as caught:
        Settings()
    assert "abc" not in str(caught.value)
