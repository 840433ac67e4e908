#!/usr/bin/env python3
"""Write new Secrets for every database role to standard output: `new_passwords.py | kubectl -n NAMESPACE create -f -`.

Two per role: `<role>-database` with the password, for the service, and `<role>-verifier` with its SCRAM verifier, for
Postgres. `create` refuses to replace passwords in use.
"""

import json
import secrets
import sys
from typing import Any

from chassis.storage.scram import verifier
from service_table.table import with_schema


def secret(name: str, role: str, password: str) -> dict[str, Any]:
    """Return a Secret that holds a role's name and password."""
    return {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/basic-auth",
        # CloudNativePG applies a changed password of a labelled Secret at once.
        "metadata": {"name": name, "labels": {"cnpg.io/reload": "true"}},
        "stringData": {"username": role, "password": password},
    }


def new_secrets() -> list[dict[str, Any]]:
    """Return both Secrets of every role, with new passwords."""
    made = []
    for spec in with_schema():
        for role in (spec.name, f"{spec.name}_owner"):
            # In an address of a database: hexadecimal digits need no escape.
            password, name = secrets.token_hex(24), role.replace("_", "-")
            made += [secret(f"{name}-database", role, password), secret(f"{name}-verifier", role, verifier(password))]
    return made


def main() -> int:
    """Write them as one list."""
    sys.stdout.write(json.dumps({"apiVersion": "v1", "kind": "List", "items": new_secrets()}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
