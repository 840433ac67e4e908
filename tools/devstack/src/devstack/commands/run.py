"""`marquee run`: the stack, the demo data when there is none, and what to try; until Ctrl-C.

Titles and their signals are there before it says what to try; users, what they do and a video follow behind it.
"""

import signal
import threading
from collections.abc import Callable
from functools import partial
from types import FrameType

from devstack.commands.lifecycle import down, up_detached
from devstack.commands.messages import to_try
from devstack.demo.filling import fill, seed_stack
from devstack.demo.video import add_video
from devstack.errors import DevstackError, NotReady, ProcessFailed
from devstack.gateway_client import administrator_of
from devstack.music_library.adding import add_music
from devstack.options import Plan
from devstack.processes.keyboard import OFFER, is_offered, wait
from devstack.processes.state import is_locked
from devstack.processes.supervisor import Say
from devstack.services import site

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
        if plan.has_demo:
            fill(plan.url("gateway"), plan.data, say)
        else:
            say("the demo catalog is not on offer here: import titles with `marquee import movie 550`")
        say(to_try(plan))
        if is_offered():
            say(OFFER)
        if plan.has_demo or plan.starts("music"):
            threading.Thread(target=_complete, args=(plan, say), name="seed", daemon=True).start()
        while is_locked(plan.data):
            wait(_POLL_SECONDS, site(plan))
        raise ProcessFailed(f"the stack has ended; see {plan.log('marquee')}")
    except KeyboardInterrupt:
        say("stopping")
    finally:
        down(plan.data, say)


def _complete(plan: Plan, say: Say) -> None:
    """Add music, users and what they do, and a video; what fails is reported and ends nothing else."""
    if plan.starts("music"):
        failure = "the sample library of music is incomplete, the next `marquee run` goes on"
        _add(partial(_add_music, plan, say), failure, plan, say)
    if plan.has_demo:
        failure = "the users of the demo data are incomplete, the next `marquee run` or `marquee seed` goes on"
        _add(partial(seed_stack, plan.url("gateway"), plan.data, say), failure, plan, say)
        _add(partial(_add_video, plan, say), "the demo has no video, `marquee demo-video` tries again", plan, say)


def _add(step: Callable[[], None], failure: str, plan: Plan, say: Say) -> None:
    """Run a step; report its failure, unless the stack has ended meanwhile."""
    try:
        step()
    except DevstackError as error:
        if is_locked(plan.data):
            say(f"{failure}: {error}")


def _add_music(plan: Plan, say: Say) -> None:
    with administrator_of(plan.url("gateway"), plan.data) as administrator:
        add_music(administrator, plan.url("gateway"), plan.data, say)


def _add_video(plan: Plan, say: Say) -> None:
    with administrator_of(plan.url("gateway"), plan.data) as administrator:
        add_video(administrator, say)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
