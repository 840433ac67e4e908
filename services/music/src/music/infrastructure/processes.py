"""Processes of a pool."""

import os
import threading
from multiprocessing import parent_process
from multiprocessing.connection import wait


def end_with_worker() -> None:
    """End this process when the worker ends, however that happens: it would wait for more work forever."""
    worker = parent_process()
    if worker is not None:
        threading.Thread(target=_end_after, args=(worker.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(0)
