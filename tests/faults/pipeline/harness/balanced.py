"""A stack through which users record plays, up to insights, with proxies in place of load balancers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.faults.pipeline.harness.plays import GATEWAY, LIBRARY, PROCESSES

from devstack.faults.stack import FaultStack, Process, running
from devstack.faults.tcp_proxy import TcpProxy
from devstack.servers.artifacts import Installed


@dataclass(frozen=True, slots=True)
class Balanced:
    """A stack in which library and the gateway are found through proxies."""

    stack: FaultStack
    balancers: dict[Process, TcpProxy]

    @property
    def url(self) -> str:
        """Where users find the gateway."""
        return f"http://127.0.0.1:{self.balancers[GATEWAY].port}"


@asynccontextmanager
async def balanced_stack(installed: Installed) -> AsyncIterator[Balanced]:
    """Yield a stack whose processes end as in a deployment."""
    async with TcpProxy.listening(0, 0) as front, TcpProxy.listening(0, 0) as library:
        balancers = {LIBRARY: library, GATEWAY: front}
        environment = {
            "GATEWAY_LIBRARY_URL": f"http://127.0.0.1:{library.port}",
            **{f"{process.service.upper()}_LINGER_SECONDS": "10" for process in balancers},
        }
        async with running(installed, *PROCESSES, environment=environment) as stack:
            for process, proxy in balancers.items():
                proxy.to_port = stack.port(process)
            yield Balanced(stack, balancers)
