"""The summary of a running stack: addresses, how to sign in, what to try.

The supervisor imports it, so it imports little.
"""

import json
from pathlib import Path

from devstack.options import Plan
from devstack.processes.state import StackState
from devstack.secret_files import ADMIN_EMAIL, EDITOR_EMAIL, VISITOR_EMAIL, load_secrets
from devstack.services import CATCHER, SIMULATOR, SMS, STORAGE, VIEWER, site


def summary(plan: Plan, state: StackState) -> str:
    """Return the addresses of the stack."""
    head = "Marquee is ready" if state.phase == "ready" else "Marquee runs, but not all of it is ready"
    return "\n".join(
        (
            f"{head} ({state.ready_seconds:g} s)",
            f"  marquee    {site(plan)}",
            f"  gateway    {plan.url('gateway')}",
            f"  docs       {plan.url('gateway')}/docs",
            f"  providers  {_providers(plan)}",
            f"  postgres   127.0.0.1:{plan.ports['postgres']}, files in {state.postgres_data}",
            f"  kafka      127.0.0.1:{plan.ports['kafka']}",
            f"  storage    {plan.url(STORAGE)} (S3)",
            f"  mail       127.0.0.1:{plan.ports[CATCHER]}: `marquee mail` shows what was sent",
            f"  sms        {plan.data / SMS} (one file per message)",
            *((f"  traces     {plan.url(VIEWER)}",) if plan.observe else ()),
            f"  data       {plan.data} (logs, secrets.json with the administrator's password)",
        )
    )


def sign_in(plan: Plan) -> str:
    """Return how to sign in as the administrator. It shows the password: for a terminal, not for a log."""
    password = load_secrets(plan.data, ()).admin_password
    body = json.dumps({"email": ADMIN_EMAIL, "password": password}, separators=(",", ":"))
    login = f"{plan.url('gateway')}/api/v1/auth/login"
    return "\n".join(
        (
            f"Sign in  {ADMIN_EMAIL}, password {password}",
            f"         curl -s {login} -H 'content-type: application/json' -d '{body}'",
        )
    )


def demo_sign_in(data: Path) -> str:
    """Return how to sign in as the users of the demo data. It shows passwords: for a terminal, not for a log."""
    secrets = load_secrets(data, ())
    return "\n".join(
        (
            f"Demo     {VISITOR_EMAIL}, password {secrets.demo_password}: a user with a library",
            f"         {EDITOR_EMAIL}, password {secrets.editor_password}: an editor of the catalog",
        )
    )


def to_try(plan: Plan) -> str:
    """Return how to sign in, and three requests that need no sign-in."""
    gateway = plan.url("gateway")
    return "\n".join(
        (
            "",
            f"Marquee  {site(plan)}",
            f"API      {gateway}/api/v1",
            f"Docs     {gateway}/docs",
            sign_in(plan),
            *((demo_sign_in(plan.data),) if plan.has_demo else ()),
            "Mail     `marquee mail` shows what was sent, such as codes",
            f"SMS      {plan.data / SMS}: one file per message",
            *((f"Traces   {plan.url(VIEWER)}, or `marquee trace ID` in a terminal",) if plan.observe else ()),
            "",
            "Try:",
            f"  curl -s '{gateway}/api/v1/catalog/movies/trending?limit=5'",
            f"  curl -s '{gateway}/api/v1/search?q=dune'",
            f"  curl -s '{gateway}/api/v1/insights/movements?limit=5'",
            "",
            f"Ctrl-C ends everything; the data stays in {plan.data}",
        )
    )


def _providers(plan: Plan) -> str:
    if plan.real_providers:
        return "the real providers"
    budgets = "the real providers' budgets" if plan.real_budgets else "generous budgets"
    return f"the simulator at {plan.url(SIMULATOR)}, {budgets}"
