"""Command line: `python -m web`."""

import argparse
from collections.abc import Sequence

from chassis.cli import serve, server_config
from web.api import create_api
from web.bootstrap import build
from web.settings import Settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT, then drain."""
    parser = argparse.ArgumentParser(prog="web")
    parser.add_argument("command", nargs="?", default="all", choices=["all", "api"])
    parser.parse_args(arguments)
    settings = Settings()
    serve("web", settings, lambda: server_config(settings, create_api(build(settings))))


if __name__ == "__main__":
    main()
