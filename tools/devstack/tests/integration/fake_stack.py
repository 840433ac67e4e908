"""`python fake_stack.py <options of marquee up>`: the real supervisor over tiny processes, for test_lifecycle."""

import sys

from devstack.commands import supervise
from devstack.options import Plan
from devstack.processes.process import Command
from devstack.processes.process_monitor import ProcessSpec
from devstack.processes.supervisor import Stack
from devstack.secret_files import Secrets
from devstack.servers.artifacts import Installed

SERVE = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"status":"ready","checks":{"consumer":{"status":"up","lag":7},"outbox":{"status":"up","depth":3}}}'
        if self.path == "/metrics":
            body = b'outbox_oldest_seconds 2.25\\nmarquee_build_info{version="1.2.3",service="x",role="all"} 1\\n'
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)
print("serving", sys.argv[1], flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
"""


def build(plan: Plan, installed: Installed, secrets: Secrets) -> Stack:
    """Return one part and two services, each an HTTP server that is ready once it has printed a line."""

    def unit(name: str) -> ProcessSpec:
        port = plan.ports[name]
        log = plan.log(name)

        async def is_ready(_pid: int) -> bool:
            return log.exists() and log.stat().st_size > 0

        return ProcessSpec(name, port, Command((sys.executable, "-c", SERVE, name, str(port)), log), is_ready)

    async def prepare() -> None:
        """Prepare nothing."""

    return Stack([unit("postgres")], [], prepare, [unit("catalog"), unit("stats")])


if __name__ == "__main__":
    setattr(supervise, "build", build)  # noqa: B010 - a name that the module does not export
    supervise.main()
