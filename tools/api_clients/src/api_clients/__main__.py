"""Builds both clients: `python -m api_clients [--document URL or file] [--output FOLDER]`, or `make clients`."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import httpx2

from api_clients import python_client, typescript_client
from devstack.folders import cache_folder

WRITTEN: Final = Path(__file__).resolve().parents[4] / "clients"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the clients."""
    parser = argparse.ArgumentParser(prog="api_clients", description="Build the clients of the API.")
    parser.add_argument("--document", default="http://127.0.0.1:8000/openapi.json", help="URL or file of the document")
    parser.add_argument("--output", type=Path, default=Path("build/clients"))
    options = parser.parse_args(arguments)
    document = _read(options.document)
    python_client.build(document, WRITTEN / "python", options.output / "python")
    cache = cache_folder(os.environ)
    cache.mkdir(parents=True, exist_ok=True)
    typescript_client.build(document, WRITTEN / "typescript", options.output / "typescript", cache)
    sys.stdout.write(f"{options.output}\n")
    return 0


def _read(source: str) -> Any:
    if source.startswith(("http://", "https://")):
        response = httpx2.get(source, timeout=60, trust_env=False)
        response.raise_for_status()
        return response.json()
    return json.loads(Path(source).read_text("utf-8"))


if __name__ == "__main__":
    sys.exit(main())
