"""An API server of Kubernetes with its etcd, on 127.0.0.1 and free ports: it takes objects, and runs none of them."""

import asyncio
import secrets
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cluster_checks import programs
from devstack.ports import free_ports, listens
from devstack.processes.process import Child, Command, start_ready

START_SECONDS: Final = 120.0
COMMAND_SECONDS: Final = 120


@dataclass(frozen=True, slots=True)
class Response:
    """What kubectl wrote, and its status."""

    status: int
    output: str
    errors: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running API server."""

    kubectl: Path
    port: int
    token: str
    authority: Path
    """The server's own certificate."""

    def run(self, *arguments: str, text: str = "") -> Response:
        """Run kubectl against this server, with `text` as its input."""
        connection = (
            f"--server=https://127.0.0.1:{self.port}",
            f"--token={self.token}",
            f"--certificate-authority={self.authority}",
        )
        result = subprocess.run(
            [str(self.kubectl), *connection, *arguments],
            input=text,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
            env={"KUBECONFIG": "/dev/null", "HOME": str(self.authority.parent)},
        )
        return Response(result.returncode, result.stdout, result.stderr)

    async def is_ready(self, _pid: int | None = None) -> bool:
        """Return whether the server accepts objects."""
        if not (self.authority.exists() and await listens(self.port)):
            return False
        return (await asyncio.to_thread(self.run, "get", "--raw", "/readyz")).output == "ok"


@asynccontextmanager
async def running(cache: Path, folder: Path, kubectl: Path) -> AsyncIterator[Cluster]:
    """Yield a server without objects, whose files are in `folder`; raise ProcessFailed, or NotReady."""
    client, peer, port = free_ports(3)
    storage = await _etcd(programs.etcd(cache), folder, client, peer)
    try:
        token = secrets.token_hex(16)
        cluster = Cluster(kubectl, port, token, folder / "certificates" / "apiserver.crt")
        server = await start_ready(
            "kube-apiserver",
            Command(_server(programs.api_server(cache), folder, port, client, token), folder / "kube-apiserver.log"),
            cluster.is_ready,
            START_SECONDS,
        )
        try:
            yield cluster
        finally:
            await server.stop()
    finally:
        await storage.stop()


async def _etcd(program: Path, folder: Path, client: int, peer: int) -> Child:
    urls = {"client": f"http://127.0.0.1:{client}", "peer": f"http://127.0.0.1:{peer}"}
    arguments = (
        str(program),
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={urls['client']}",
        f"--advertise-client-urls={urls['client']}",
        f"--listen-peer-urls={urls['peer']}",
        f"--initial-advertise-peer-urls={urls['peer']}",
        f"--initial-cluster=default={urls['peer']}",
        # What it holds lives as long as the check.
        "--unsafe-no-fsync",
        "--log-level=warn",
    )

    async def is_ready(_pid: int) -> bool:
        return await listens(client)

    return await start_ready("etcd", Command(arguments, folder / "etcd.log"), is_ready, START_SECONDS)


def _server(program: Path, folder: Path, port: int, client: int, token: str) -> tuple[str, ...]:
    key, tokens = folder / "service-accounts.pem", folder / "tokens.csv"
    pem = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for path, content in ((key, pem), (tokens, f'{token},check,check,"system:masters"\n'.encode())):
        path.touch(0o600)
        path.write_bytes(content)
    return (
        str(program),
        f"--etcd-servers=http://127.0.0.1:{client}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        f"--secure-port={port}",
        f"--cert-dir={folder / 'certificates'}",
        f"--token-auth-file={tokens}",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--authorization-mode=RBAC",
        # No controller makes the accounts of namespaces here.
        "--disable-admission-plugins=ServiceAccount",
        "--endpoint-reconciler-type=none",
    )
