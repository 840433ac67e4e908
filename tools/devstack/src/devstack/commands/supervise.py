"""The supervisor's own process: `python -m devstack.commands.supervise`, which is what `marquee up` becomes.

It imports only what it needs to guard processes, so that watching costs little memory.
"""

import argparse
import asyncio
import os
import subprocess
import sys

from devstack.commands.messages import sign_in, summary
from devstack.errors import ArtifactUnavailable, PortTaken
from devstack.folders import cache_folder, postgres_data_folder
from devstack.media.tools import tools_folder
from devstack.options import Plan, add_options, plan_of
from devstack.ports import taken
from devstack.processes.orphans import sweep
from devstack.processes.stack import build
from devstack.processes.state import Identity, StackState, exclusive, forget_state
from devstack.processes.supervisor import Say, Supervisor
from devstack.reporting import reported
from devstack.secret_files import load_secrets, make_private_folder
from devstack.servers import artifacts, class_cache
from devstack.services import SERVICES, SIMULATOR, VIEWER, roles_of

_SIGN_IN = "--sign-in"


def command(plan: Plan) -> list[str]:
    """Return the command line that supervises a plan and prints nothing that must not be logged."""
    return [sys.executable, "-m", "devstack.commands.supervise", *plan.arguments]


def watched_command(plan: Plan) -> list[str]:
    """Return the same for an interactive user: once all is ready it prints how to sign in, with the password."""
    return [*command(plan), _SIGN_IN]


def supervise(plan: Plan, say: Say, *, watched: bool = False) -> None:
    """Run the stack until SIGINT or SIGTERM; raises DevstackError when it cannot start."""
    with exclusive(plan.data):
        make_private_folder(plan.log("marquee").parent)
        sweep(plan.data, say)
        state = StackState(
            Identity.own(),
            plan.base,
            str(postgres_data_folder(plan.data)),
            real_providers=plan.real_providers,
            real_budgets=plan.real_budgets or plan.real_providers,
            observe=plan.observe,
        )
        state.write(plan.data)
        try:
            _check_ports(plan)
            installed = _install(say, observe=plan.observe)
            secrets = load_secrets(plan.data, [role for service in SERVICES for role in roles_of(service)])
            supervisor = Supervisor(build(plan, installed, secrets), state, plan.data, say)
            with class_cache.made_meanwhile(installed):
                asyncio.run(supervisor.run(lambda: _greet(plan, state, say, watched=watched)))
        finally:
            forget_state(plan.data)


def _greet(plan: Plan, state: StackState, say: Say, *, watched: bool) -> None:
    say(summary(plan, state))
    if watched and state.phase == "ready":
        say(sign_in(plan))


def _check_ports(plan: Plan) -> None:
    unused = {SIMULATOR} if plan.real_providers else set()
    unused |= set() if plan.observe else {VIEWER}
    target = [port for name, port in plan.ports.items() if name not in unused]
    if used := taken(target):
        raise PortTaken(f"ports {', '.join(map(str, used))} are taken: choose others with --port-base")


def _install(say: Say, *, observe: bool) -> artifacts.Installed:
    cache = cache_folder(os.environ)
    if lacking := artifacts.missing(cache, observe=observe):
        say(f"fetching {len(lacking)} artefacts into {cache}")
        # In a process of its own: the resolver would stay in the supervisor's memory.
        options = ["--observe"] if observe else []
        done = subprocess.run([sys.executable, "-m", "devstack.servers.fetch", *options], check=False)
        if done.returncode != 0:
            raise ArtifactUnavailable("fetching failed; `marquee doctor` says what is missing")
    if not tools_folder(cache).exists():
        # Nothing waits for it but the first video that is uploaded, which waits until they are there.
        subprocess.Popen([sys.executable, "-m", "devstack.media.tools"], stdout=subprocess.DEVNULL)
    return artifacts.install(cache, artifacts.refuse_download, observe=observe)


def say(line: str) -> None:
    """Print one line of progress."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Supervise the plan of the command line; exits with 1 and a line on stderr when it cannot start."""
    parser = argparse.ArgumentParser(prog="marquee up")
    add_options(parser)
    parser.add_argument(_SIGN_IN, action="store_true", help="once all is ready, say how to sign in")
    options = parser.parse_args()
    with reported():
        supervise(plan_of(options), say, watched=options.sign_in)


if __name__ == "__main__":
    main()
