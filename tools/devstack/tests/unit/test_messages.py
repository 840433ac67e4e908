"""The summary of a started stack shows its addresses and how to sign in."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from devstack import cli
from devstack.commands import lifecycle
from devstack.commands.messages import sign_in, summary, to_try
from devstack.options import Plan
from devstack.processes.state import Identity, StackState
from devstack.secret_files import load_secrets

pytestmark = pytest.mark.unit

STATE = StackState(Identity(1, 2.5), 9000, "/somewhere", phase="ready", ready_seconds=9.5)
LINES = """\
Sign in  admin@marquee.example, password letmein
         curl -s http://127.0.0.1:9000/api/v1/auth/login -H 'content-type: application/json' \
-d '{"email":"admin@marquee.example","password":"letmein"}'"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.delenv("TMDB_API_KEY", raising=False)
    (tmp_path / "secrets.json").write_text(json.dumps({"postgres": "super", "administrator": "letmein"}))
    return Plan(tmp_path, 9000)


def test_how_to_sign_in(plan: Plan) -> None:
    assert sign_in(plan) == LINES


def test_run_prints_the_same_lines(plan: Plan) -> None:
    shown = to_try(plan)

    assert f"Docs     http://127.0.0.1:9000/docs\n{LINES}\nDemo     " in shown
    assert f"\nSMS      {plan.data / 'sms'}: " in shown


def test_run_prints_the_users_of_the_demo_data(plan: Plan) -> None:
    secrets = load_secrets(plan.data, ())

    assert f"\nDemo     demo@marquee.example, password {secrets.demo_password}: " in to_try(plan)
    assert f"\n         editor@marquee.example, password {secrets.editor_password}: " in to_try(plan)
    assert "demo@" not in to_try(replace(plan, recordings=plan.data))


def test_up_detached_prints_the_sign_in_once_ready(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(lifecycle, "up_detached", lambda plan, say: STATE)
    cli.main(["up", "--detach", *plan.arguments])
    assert capsys.readouterr().out == f"{LINES}\n"


def test_up_detached_prints_no_sign_in_before_everything_is_ready(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = StackState(Identity(1, 2.5), 9000, "/somewhere", phase="failed", failure="stats is not ready")
    monkeypatch.setattr(lifecycle, "up_detached", lambda plan, say: failed)
    with pytest.raises(SystemExit, match="not all of it"):
        cli.main(["up", "--detach", *plan.arguments])
    assert capsys.readouterr().out == ""


def test_up_in_the_foreground_leaves_the_sign_in_to_the_supervisor(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _program, command: became.append(command))
    cli.main(["up", "--real-budgets", *plan.arguments])
    options = ["--data", str(plan.data), "--port-base", "9000", "--real-budgets", "--sign-in"]
    assert became == [[sys.executable, "-m", "devstack.commands.supervise", *options]]


def test_summary_states_which_budgets_apply() -> None:
    def providers(plan: Plan) -> str:
        return next(line for line in summary(plan, STATE).splitlines() if line.startswith("  providers"))

    data = Path("/data")
    at = "  providers  the simulator at http://127.0.0.1:9007"
    assert providers(Plan(data, 9000)) == f"{at}, generous budgets"
    assert providers(Plan(data, 9000, real_budgets=True)) == f"{at}, the real providers' budgets"
    assert providers(Plan(data, 9000, provider_keys={"TMDB_API_KEY": "k"})) == "  providers  the real providers"
