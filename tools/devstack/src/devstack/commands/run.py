"""`marquee run`: the stack, the demo catalog when there is none, and what to try; until Ctrl-C."""

import signal
import time
from types import FrameType

from devstack.commands.importer import import_demo
from devstack.commands.lifecycle import down, up_detached
from devstack.commands.messages import to_try
from devstack.commands.status import settle
from devstack.errors import NotReady, ProcessFailed
from devstack.gateway_client import GatewayClient
from devstack.options import Plan
from devstack.processes.state import is_locked
from devstack.processes.supervisor import Say
from devstack.secret_files import load_secrets

_POLL_SECONDS = 0.5


def run(plan: Plan, say: Say) -> None:
    """Run in the foreground; the stack ends with this process, however it ends."""
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, _interrupt)
    # Some shells start programs with SIGINT ignored; this one lives until that signal.
    signal.signal(signal.SIGINT, _interrupt)
    state = up_detached(plan, say, tied=True)
    try:
        if state.failure:
            raise NotReady("not all services are ready")
        _fill(plan, say)
        say(to_try(plan))
        while is_locked(plan.data):
            time.sleep(_POLL_SECONDS)
        raise ProcessFailed(f"the stack has ended; see {plan.log('marquee')}")
    except KeyboardInterrupt:
        say("stopping")
    finally:
        down(plan.data, say)


def _fill(plan: Plan, say: Say) -> None:
    """Import the demo catalog unless there are titles; only the simulator's own catalog holds it."""
    if plan.real_providers or plan.recordings is not None:
        say("the demo catalog is not on offer here: import titles with `marquee import movie 550`")
        return
    with GatewayClient(plan.url("gateway"), load_secrets(plan.data, ()).admin_password) as client:
        client.sign_in()
        if client.total("/catalog/movies/trending") == 0:
            say("importing the demo catalog")
            import_demo(client, say)
            settle(plan.data)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
