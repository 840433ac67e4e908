"""The programs and files of the checks that come from Go modules, by the versions and hashes in `modules`.

`python -m cluster_checks.programs` builds what is missing.
"""

import os
from pathlib import Path
from typing import Final

from devstack.folders import cache_folder
from devstack.reporting import reported
from devstack.servers.go_modules import GoModules

MODULES: Final = Path(__file__).with_name("modules")


def api_server(cache: Path) -> Path:
    """Return kube-apiserver; building it takes a quarter of an hour and 2.4 GB of memory, once."""
    return _modules("kubernetes", cache).program("k8s.io/kubernetes/cmd/kube-apiserver")


def etcd(cache: Path) -> Path:
    """Return etcd, the storage of the API server."""
    return _modules("etcd", cache).program("go.etcd.io/etcd/server/v3")


def kube_score(cache: Path) -> Path:
    """Return kube-score, which rates manifests."""
    return _modules("kube_score", cache).program("github.com/zegl/kube-score/cmd/kube-score")


def source(module: str, cache: Path) -> Path:
    """Return the folder of a module with definitions of resources."""
    modules = _modules("definitions", cache)
    [version] = [
        line.split()[1]
        for line in (modules.lock / "go.mod").read_text("utf-8").splitlines()
        if line.split()[:1] == [module]
    ]
    return modules.source(f"{module}@{version}")


def _modules(name: str, cache: Path) -> GoModules:
    return GoModules(MODULES / name, cache)


def main() -> None:
    """Build every program that the cache lacks."""
    with reported():
        cache = cache_folder(os.environ)
        for build in (kube_score, etcd, api_server):
            build(cache)


if __name__ == "__main__":
    main()
