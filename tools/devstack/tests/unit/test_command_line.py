"""Whatever is wrong with an argument, a folder or a file of the stack, each command names it in one line."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from devstack import cli, prepare
from devstack.commands.lifecycle import down, up_detached
from devstack.errors import AlreadyRunning, DataFolderUnusable, NotReady, SecretsUnreadable, StateUnreadable
from devstack.folders import cache_folder, check_folder, create_folder
from devstack.options import Plan
from devstack.ports import HIGHEST_BASE, OFFSETS
from devstack.processes.orphans import sweep
from devstack.processes.state import Identity, StackState, exclusive, read_state
from devstack.secret_files import load_secrets
from devstack.servers.postgres import Postgres
from devstack.services import SERVICES, roles_of

pytestmark = pytest.mark.unit

ON_A_FOLDER = (
    ["up"],
    ["up", "--detach"],
    ["run"],
    ["down"],
    ["status"],
    ["logs", "gateway"],
    ["import", "--demo"],
    ["seed"],
    ["replay", "catalog"],
)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MARQUEE_DATA", "MARQUEE_PORT_BASE", "MARQUEE_CACHE", "TMDB_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def fails(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Return the status and the message of a command that must fail."""
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    code = ended.value.code
    printed = capsys.readouterr()
    # `sys.exit(text)` prints the text and ends with 1; here the test catches it.
    message = code if isinstance(code, str) else printed.err
    return code if isinstance(code, int) else 1, message


@pytest.mark.parametrize(
    "port",
    [
        "0",
        "-1",
        "80",
        "1023",
        str(HIGHEST_BASE + 1),
        "65535",
        "65536",
        "99999",
        "abc",
        "8e3",
        "",
        " ",
        "8_000",
        "٨٠٠٠",
        "9" * 5000,
    ],
)
@pytest.mark.parametrize("command", ["up", "run", "doctor"])
def test_a_port_base_out_of_range_is_refused(command: str, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, message = fails([command, f"--port-base={port}"], capsys)
    assert status == 2
    assert f"argument --port-base: must be a whole number from 1024 to {HIGHEST_BASE}" in message
    assert len(message) < 1500


def test_the_highest_base_leaves_room_for_every_port() -> None:
    assert HIGHEST_BASE + max(OFFSETS.values()) == 65535


@pytest.mark.parametrize("command", ["up", "run", "doctor"])
def test_a_wrong_variable_is_refused_like_an_argument(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MARQUEE_PORT_BASE", "eight thousand")
    status, message = fails([command], capsys)
    assert (status, "MARQUEE_PORT_BASE" in message, "eight thousand" in message) == (2, True, True)


def test_a_variable_of_another_command_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("MARQUEE_PORT_BASE", "eight thousand")
    monkeypatch.setenv("MARQUEE_DATA", str(tmp_path / "none"))
    cli.main(["down"])
    assert capsys.readouterr().out == f"nothing runs on {tmp_path / 'none'}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["up", "--scale", "-5"], "argument --scale: must be a whole number from 0"),
        (["up", "--scale", "many"], "argument --scale: must be a whole number from 0"),
        (["up", "--recordings", ""], "argument --recordings: must name a folder"),
        (["status", "--data", ""], "argument --data: must name a folder"),
        (["status", "--data", "~no-such-user/x"], "argument --data:"),
        (["status", "--data", "caf\udce9"], "argument --data: must be UTF-8"),
        (["import", "movie", "abc"], "must be a whole number from 1"),
        (["import", "movie", "0"], "must be a whole number from 1"),
        (["import", "movie", "9" * 5000], "must be a whole number from 1"),
        (["import", "book", "550"], "invalid choice"),
        (["replay"], "the following arguments are required"),
        (["nonsense"], "invalid choice"),
        ([], "the following arguments are required"),
    ],
)
def test_a_wrong_argument_is_named(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, printed = fails(arguments, capsys)
    assert status == 2
    assert message in printed


@pytest.mark.parametrize("arguments", ON_A_FOLDER, ids=" ".join)
@pytest.mark.parametrize("inner", ["", "below", "below/further"])
def test_a_file_in_place_of_the_data_folder_is_named(
    arguments: list[str], inner: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "file"
    file.touch()
    status, message = fails([*arguments, "--data", str(file / inner)], capsys)
    assert status == 1
    assert message == f"marquee: {file / inner} cannot be used: {file} is not a folder"


@pytest.mark.parametrize("arguments", [["up", "--detach"], ["run"]], ids=" ".join)
def test_a_folder_that_cannot_be_created_is_named(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    status, message = fails([*arguments, "--data", "/proc/marquee"], capsys)
    assert status == 1
    assert message.startswith("marquee: the data folder /proc/marquee cannot be created or written: ")


def test_a_name_that_is_too_long_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, message = fails(["up", "--detach", "--data", str(tmp_path / ("x" * 300))], capsys)
    assert status == 1
    assert "File name too long" in message


def test_link_loop_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(DataFolderUnusable, match="symbolic links"):
        check_folder(tmp_path / "a" / "data")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "x"))

    monkeypatch.setattr("devstack.folders.tempfile.TemporaryFile", refuse)
    with pytest.raises(DataFolderUnusable, match=r"cannot be created or written: No space left on device$"):
        create_folder(tmp_path)


@pytest.mark.parametrize("name", ["with space", "комедія 映画", "a,b;c", "100%", "it's"])
def test_a_folder_of_any_name_can_be_used(name: str, tmp_path: Path) -> None:
    with exclusive(tmp_path / name):
        StackState(Identity.own(), 9000, "").write(tmp_path / name)
    assert read_state(tmp_path / name) is not None


def test_the_home_folder_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MARQUEE_DATA", "~/stack")
    cli.main(["down"])
    assert capsys.readouterr().out == f"nothing runs on {tmp_path / 'stack'}\n"


def test_recordings_that_are_no_folder_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    for name, what in (("file", "it is a file"), ("none", "--recordings names one")):
        status, message = fails(["up", "--recordings", str(tmp_path / name)], capsys)
        assert status == 1
        assert message.startswith(f"marquee: there is no folder {tmp_path / name}: {what}")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"supervisor": 1}', '{"supervisor": {"pid": 1}}', "\x00", "[1]" * 1000]
)
def test_a_damaged_state_is_named_and_does_not_prevent_a_start(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "state.json"
    path.write_text(text, "utf-8")
    for arguments in (["status"], ["import", "--demo"], ["replay", "catalog"]):
        status, message = fails([*arguments, "--data", str(tmp_path)], capsys)
        assert status == 1
        assert message.startswith(f"marquee: {path} is damaged or of another version: ")
    cli.main(["down", "--data", str(tmp_path)])
    assert "removed it" in capsys.readouterr().out
    assert not path.exists()
    path.write_text(text, "utf-8")
    lines: list[str] = []
    assert sweep(tmp_path, lines.append)
    assert not path.exists()


def test_a_state_of_another_version_is_named(tmp_path: Path) -> None:
    StackState(Identity.own(), 9000, "").write(tmp_path)
    path = tmp_path / "state.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "colour": "red"}), "utf-8")
    with pytest.raises(StateUnreadable, match="colour"):
        read_state(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"postgres": 5}', '{"postgres": ""}'])
def test_damaged_passwords_are_named_and_kept(text: str, tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(text, "utf-8")
    with pytest.raises(SecretsUnreadable, match="restore it, or remove the data folder"):
        load_secrets(tmp_path, ())
    assert path.read_text("utf-8") == text


@pytest.mark.parametrize("content", [b"", b"\xff", b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n"])
def test_a_damaged_signing_key_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "signing-key.pem").write_bytes(content)
    with pytest.raises(SecretsUnreadable, match="holds no Ed25519 key"):
        prepare.ensure_signing_key(tmp_path)


@pytest.mark.parametrize("content", [b"", b"\xff", b"c2hvcnQ="])
def test_a_damaged_encryption_key_is_named_and_kept(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "encryption-key").write_bytes(content)
    with pytest.raises(SecretsUnreadable, match="restore it, or remove the data folder"):
        prepare.ensure_encryption_key(tmp_path)
    assert (tmp_path / "encryption-key").read_bytes() == content


@pytest.mark.parametrize(
    ("version", "cause"), [("17", "made by PostgreSQL 17, and this is 18"), (None, "something else")]
)
async def test_a_database_of_another_version_is_named(version: str | None, cause: str, tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    if version:
        (data / "PG_VERSION").write_text(f"{version}\n", "utf-8")
    with pytest.raises(DataFolderUnusable, match=cause):
        await Postgres(tmp_path, data, tmp_path / "log", 1, "x").prepare()


def test_a_second_stack_is_refused_without_touching_the_log_of_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devstack.commands.lifecycle._RELEASE_TIMEOUT_SECONDS", 0.2)
    with exclusive(tmp_path):
        StackState(Identity(4711, 0.0), 9000, "").write(tmp_path)
        with pytest.raises(AlreadyRunning, match=r"http://127\.0\.0\.1:9000 \(supervisor's pid 4711\)"):
            up_detached(Plan(tmp_path, 9100), print)
        for arguments in (["up", "--detach"], ["run"]):
            status, message = fails([*arguments, "--data", str(tmp_path)], capsys)
            assert (status, message.count("\n")) == (1, 0)
            assert message.startswith(f"marquee: a stack already runs on {tmp_path}")
    assert not (tmp_path / "logs").exists()


def test_an_unreadable_state_of_a_running_stack_is_not_removed(tmp_path: Path) -> None:
    with exclusive(tmp_path):
        (tmp_path / "state.json").write_text("{", "utf-8")
        with pytest.raises(StateUnreadable):
            down(tmp_path, print)
    assert (tmp_path / "state.json").exists()


def test_logs_of_an_unknown_process_name_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "catalog.log").touch()
    (tmp_path / "state.json").touch()
    for name in ("catalogue", "../state", "", "*"):
        status, message = fails(["logs", "--data", str(tmp_path), name], capsys)
        assert (status, message) == (1, f"marquee: there is no log of {name}; logs: catalog")
    status, message = fails(["logs", "--data", str(tmp_path / "none"), "catalog"], capsys)
    assert (status, "nothing has run on" in message) == (1, True)


def test_the_doctor_names_what_is_wrong_with_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    data.touch()
    assert fails(["doctor", "--data", str(data)], capsys)[0] == 1
    with pytest.raises(SystemExit):
        cli.main(["doctor", "--data", str(data)])
    assert "is not a folder" in capsys.readouterr().out
    data.unlink()
    data.mkdir()
    (data / "state.json").write_text("{", "utf-8")
    (data / "secrets.json").write_text("{", "utf-8")
    with pytest.raises(SystemExit):
        cli.main(["doctor", "--data", str(data)])
    printed = capsys.readouterr().out
    assert "state.json is damaged" in printed
    assert "secrets.json is damaged" in printed


def test_a_cache_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataFolderUnusable, match="is not a folder"):
        cache_folder({"MARQUEE_CACHE": str(tmp_path / "file" / "cache")})


def test_closed_output_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "catalog.log").write_text("line\n" * 100, "utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "devstack.cli", "logs", "catalog", "--data", str(tmp_path)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert "Traceback" not in done.stderr


def test_a_probe_of_the_folder_leaves_nothing(tmp_path: Path) -> None:
    create_folder(tmp_path / "data")
    assert list((tmp_path / "data").iterdir()) == []
    assert stat.S_ISDIR((tmp_path / "data").stat().st_mode)


async def test_a_preparation_that_takes_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "_TIMEOUT_SECONDS", 0.05)
    secrets = load_secrets(tmp_path, [role for service in SERVICES for role in roles_of(service)])
    with pytest.raises(NotReady, match=r"could not be prepared within 0\.05 s"):
        await prepare.prepare(Plan(tmp_path, 65000), secrets)


def test_the_command_loads_no_client_of_a_server() -> None:
    program = "import sys; import devstack.cli; print(*{'aiokafka', 'asyncpg', 'sqlalchemy'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
