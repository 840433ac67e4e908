"""Secrets from files: the setting `X_FILE` names a file that holds the secret setting `X`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_args

from pydantic import BaseModel, SecretStr

SUFFIX: Final = "_file"


def secret_fields(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields that hold a secret."""
    return tuple(name for name, field in model.model_fields.items() if _holds_secret(field.annotation))


def _holds_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(_holds_secret(argument) for argument in get_args(annotation))


def read_secret_files(model: type[BaseModel], prefix: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets for which the environment names a file, without a line break at their end.

    A field with a setting `<name>_file` of its own is left to it. Raises ValueError, which names the setting, for a
    file that cannot be read or is empty and for a secret that is set in both ways.
    """
    secrets = {}
    for name in secret_fields(model):
        setting = f"{name}{SUFFIX}"
        path = environment.get(f"{prefix}{setting}".upper())
        if not path or setting in model.model_fields:
            continue
        if environment.get(f"{prefix}{name}".upper()):
            raise ValueError(f"set either {name} or {setting}")
        secrets[name] = _read(setting, Path(path))
    return secrets


def _read(setting: str, path: Path) -> str:
    try:
        secret = path.read_text("utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{setting} cannot be read") from error
    if not secret:
        raise ValueError(f"{setting} is empty")
    return secret
