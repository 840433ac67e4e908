"""`python scan_process.py DATABASE_URL ROOT PROCESSES`: the worker that scans.

The processes of its pool import this module again, as those of the service do with its `__main__`: it is empty to them.
"""

import asyncio
import sys

if __name__ == "__main__":
    import uvloop
    from scan_worker import main

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
