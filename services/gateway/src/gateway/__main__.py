"""Command line: `python -m gateway [all|api]`. The gateway has no schema and no worker, so both commands are equal."""

import argparse
from collections.abc import Sequence

from chassis.cli import serve
from gateway.api import create_api
from gateway.bootstrap import build
from gateway.composition.server import server_config
from gateway.settings import Settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then drain."""
    parser = argparse.ArgumentParser(prog="gateway")
    parser.add_argument("command", nargs="?", default="all", choices=["all", "api"])
    parser.parse_args(arguments)
    settings = Settings()
    serve("gateway", settings, lambda: server_config(settings, create_api(build(settings))))


if __name__ == "__main__":
    main()
