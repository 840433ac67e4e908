"""The `marquee` command: parses, dispatches, and turns an error into one line and a status."""

import argparse
import asyncio
import importlib
import os
import sys
from collections.abc import Callable, Sequence

from devstack.arguments import title_number
from devstack.backup.options import add_backup_options, add_restore_options
from devstack.commands import dead_letters, doctor, importer, lifecycle, logs, replay, run, status, supervise
from devstack.commands.messages import demo_sign_in, sign_in
from devstack.commands.supervise import say
from devstack.demo import filling
from devstack.demo.video import add_video
from devstack.errors import DevstackError, NotReady
from devstack.folders import check_folder
from devstack.gateway_client import administrator_of
from devstack.mail import command as mail_command
from devstack.options import add_data_option, add_options, plan_of
from devstack.reporting import reported

Handler = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; exit with 2 for a wrong argument, with 1 when it fails, with 130 when interrupted.

    Each of them with a line on stderr that names the cause.
    """
    options = _parser().parse_args(arguments)
    handler: Handler = options.handler
    with reported():
        if handler is not _doctor:
            check_folder(options.data)
        handler(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="marquee", description="Run all of Marquee on this machine.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, handler: Handler, summary: str, *, planned: bool = False) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=summary, description=summary)
        (add_options if planned else add_data_option)(command)
        command.set_defaults(handler=handler)
        return command

    up = add("up", _up, "Start everything; ends with Ctrl-C.", planned=True)
    up.add_argument("--detach", action="store_true", help="return once all is ready; `marquee down` ends it")
    add("run", _run, "Start everything, add the demo data, show what to try.", planned=True)
    add("down", _down, "End everything; the data stays.")
    add("status", _status, "Show every process.").add_argument("--json", action="store_true")
    shown = add("logs", _logs, "Show the log of one process.")
    shown.add_argument("service")
    shown.add_argument("--follow", "-f", action="store_true")
    add("trace", _trace, "Show spans, events and log lines of a request, job or event.").add_argument(
        "id", metavar="ID", help="the id of a trace, a request (X-Request-Id), a job, an event or a delivery"
    )
    add("doctor", _doctor, "Say what this machine lacks and how to fix it.", planned=True)
    imported = add("import", _import, "Import titles by TMDB id, or the demo catalog.")
    imported.add_argument("kind", nargs="?", choices=["movie", "show"])
    imported.add_argument("ids", nargs="*", type=title_number, metavar="ID")
    imported.add_argument("--demo", action="store_true")
    add("seed", _seed, "Add the demo data: titles, users and what they do.")
    add("demo-video", _demo_video, "Add a short playable video to a movie of the demo data.")
    add("replay", _replay, "Rebuild a service's read model from the log.").add_argument("service")
    summary = "Save database, log and objects as of one instant."
    saved = commands.add_parser("backup", help=summary, description=summary)
    saved.set_defaults(handler=_backup)
    add_backup_options(saved)
    summary = "Restore a backup into an empty stack or deployment."
    restored = commands.add_parser("restore", help=summary, description=summary)
    restored.set_defaults(handler=_restore)
    add_restore_options(restored)
    summary = "Show the mail that the stack has sent."
    sent = commands.add_parser("mail", help=summary, description=summary)
    sent.set_defaults(handler=mail_command.handle)
    mail_command.add_arguments(sent)
    summary = "List, show, redrive and discard events that consumers rejected."
    letters = commands.add_parser("dlq", help=summary, description=summary)
    letters.set_defaults(handler=dead_letters.handle)
    dead_letters.add_arguments(letters)
    return parser


def _up(options: argparse.Namespace) -> None:
    plan = plan_of(options)
    if options.detach:
        if lifecycle.up_detached(plan, say).failure:
            raise NotReady("the stack runs, but not all of it: see `marquee status`")
        say(sign_in(plan))
    else:
        # The supervisor takes this process's place: what this module imports shall not stay in memory.
        command = supervise.watched_command(plan)
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted


def _run(options: argparse.Namespace) -> None:
    run.run(plan_of(options), say)


def _down(options: argparse.Namespace) -> None:
    lifecycle.down(options.data, say)


def _status(options: argparse.Namespace) -> None:
    status.show(options.data, as_json=options.json)


def _logs(options: argparse.Namespace) -> None:
    logs.show(options.data, options.service, follow=options.follow)


def _trace(options: argparse.Namespace) -> None:
    # Only this command needs what it imports: clients of Postgres and Kafka.
    importlib.import_module("devstack.tracing.command").show(options.data, options.id)


def _doctor(options: argparse.Namespace) -> None:
    if not doctor.show(plan_of(options)):
        sys.exit(1)


def _import(options: argparse.Namespace) -> None:
    if options.demo == bool(options.ids):
        raise DevstackError("name titles (`marquee import movie 550 551`) or say --demo")
    data = options.data
    gateway = f"http://127.0.0.1:{status.running_state(data).base}"
    with administrator_of(gateway, data) as client:
        if options.demo:
            outcome = importer.import_demo(client, say)
        else:
            outcome = importer.import_titles(client, [(options.kind, number) for number in options.ids])
            importer.report(outcome, say)
    status.settle(data)
    if outcome.failures:
        sys.exit(1)


def _seed(options: argparse.Namespace) -> None:
    state = status.running_state(options.data)
    filling.seed_stack(f"http://127.0.0.1:{state.base}", options.data, say)
    say(demo_sign_in(options.data))


def _demo_video(options: argparse.Namespace) -> None:
    state = status.running_state(options.data)
    gateway = f"http://127.0.0.1:{state.base}"
    with administrator_of(gateway, options.data) as client:
        add_video(client, say)


def _backup(options: argparse.Namespace) -> None:
    # Loaded late: the other commands start without the clients of Postgres and Kafka.
    importlib.import_module("devstack.backup.command").backup(options)


def _restore(options: argparse.Namespace) -> None:
    importlib.import_module("devstack.backup.command").restore(options)


def _replay(options: argparse.Namespace) -> None:
    asyncio.run(replay.replay(options.data, options.service, say))


if __name__ == "__main__":
    main()
