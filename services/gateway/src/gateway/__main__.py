"""Command line: `python -m gateway [all|api]`. The gateway has no schema and no worker, so both commands are equal."""

import argparse
from collections.abc import Sequence

import uvicorn

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

    def configure() -> uvicorn.Config:
        container = build(settings)
        return server_config(settings, create_api(container), container.stopping)

    serve("gateway", settings, configure)


if __name__ == "__main__":
    main()
