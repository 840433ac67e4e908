"""The setting of providers: a JSON list, or the path of a file that holds one."""

import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_settings import NoDecode

from auth.domain.federation.providers import InvalidProvider, Provider, ResponseMode


class ProviderSettings(BaseModel):
    """One provider; the secret is in a file of its own, and there is none for a public client."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str
    title: str
    issuer: str
    client_id: str
    client_secret_file: Path | None = None
    scopes: tuple[str, ...] = Field(default=("openid", "email", "profile"))
    response_mode: ResponseMode = "query"

    def provider(self, *, loopback: bool) -> Provider:
        """Return the provider with its secret; raise InvalidProvider, which names the provider and the rule."""
        secret, mode = self._secret(), self.response_mode
        provider = Provider(self.name, self.title, self.issuer, self.client_id, secret, self.scopes, mode)
        try:
            provider.check(loopback=loopback)
        except InvalidProvider as invalid:
            raise InvalidProvider(f"provider {self.name}: {invalid}") from invalid
        return provider

    def _secret(self) -> str | None:
        if self.client_secret_file is None:
            return None
        try:
            secret = self.client_secret_file.read_text("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidProvider(f"provider {self.name}: client_secret_file cannot be read") from error
        if not secret:
            raise InvalidProvider(f"provider {self.name}: client_secret_file is empty")
        return secret


def _listed(value: object) -> object:
    """Return the list of a text: JSON that begins with a bracket, otherwise the path of a file."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return ()
    if not text.startswith("["):
        try:
            text = Path(text).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError("the file cannot be read") from error
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError("must be a JSON list, or the path of a file that holds one") from error


ProviderList = Annotated[tuple[ProviderSettings, ...], NoDecode, BeforeValidator(_listed)]


def configured_providers(settings: tuple[ProviderSettings, ...], *, loopback: bool) -> tuple[Provider, ...]:
    """Return the providers; raise InvalidProvider for a rule that is broken or a name that occurs twice."""
    providers = tuple(one.provider(loopback=loopback) for one in settings)
    if len({provider.name for provider in providers}) < len(providers):
        raise InvalidProvider("each provider must have a name of its own")
    return providers
