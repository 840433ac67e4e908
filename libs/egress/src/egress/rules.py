"""Rules as settings state them: those of a service, and those that a purpose has of its own."""

import ipaddress
from typing import Final
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from chassis.core.outgoing.public_addresses import Network
from egress.connections.transport import PROXY_TYPES
from egress.policy import InterfaceUp, Mode, Probe, Proxy, ProxyOnly, Purpose, RequiredPath, SourceAddress

PORTS: Final = {"http": 3128, "socks5": 1080}


class EgressRules(BaseModel):
    """What may be called, and by which path."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    mode: Mode = Mode.ENFORCE
    hosts: tuple[str, ...] = ()
    networks: tuple[Network, ...] = ()
    http: bool = False
    proxy: SecretStr | None = None
    path: str | None = None
    probe_expects: str = ""
    probe_seconds: float = Field(default=60, gt=0, le=3600)

    def check(self) -> None:
        """Raise ValueError, which names the rule, for a proxy or a path that cannot be understood."""
        if isinstance(self.read_path(), ProxyOnly) and self.proxy is None:
            raise ValueError("path `proxy` needs a proxy")
        self.read_proxy()

    def read_proxy(self) -> Proxy | None:
        """Return the proxy; raise ValueError."""
        if self.proxy is None:
            return None
        parts = urlsplit(self.proxy.get_secret_value())
        if parts.scheme not in PROXY_TYPES or not parts.hostname:
            raise ValueError(f"proxy must begin with {' or '.join(f'{name}://' for name in PROXY_TYPES)}")
        user, password = (unquote(text) if text is not None else None for text in (parts.username, parts.password))
        return Proxy(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme], user, password)

    def read_path(self) -> RequiredPath | None:
        """Return the required path; raise ValueError."""
        kind, _, value = (self.path or "").partition(":")
        match kind, value:
            case "", "":
                return None
            case "proxy", "":
                return ProxyOnly()
            case "interface", str(name) if name:
                return InterfaceUp(name)
            case "source", str(address) if _is_address(address):
                return SourceAddress(str(ipaddress.ip_address(address)))
            case "probe", str(url) if url.startswith(("http://", "https://")) and self.probe_expects:
                return Probe(url, self.probe_expects, self.probe_seconds)
            case "probe", _:
                raise ValueError("path `probe:URL` needs an HTTP URL and probe_expects")
            case _:
                raise ValueError("path must be interface:NAME, source:ADDRESS, proxy or probe:URL")

    def replaced_by(self, own: "EgressRules") -> "EgressRules":
        """Return these rules with those that `own` states in their place."""
        return self.model_copy(update={name: getattr(own, name) for name in own.model_fields_set})


_PURPOSES: Final = TypeAdapter(dict[Purpose, EgressRules])


def read_purposes(text: str) -> dict[Purpose, EgressRules]:
    """Return the rules by purpose of a JSON object; raise ValueError, which names purpose and rule, without values."""
    try:
        return _PURPOSES.validate_json(text)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_context=False, include_input=False)
        raise ValueError(
            "; ".join(": ".join([*map(str, problem["loc"]), problem["msg"]]) for problem in problems)
        ) from None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
