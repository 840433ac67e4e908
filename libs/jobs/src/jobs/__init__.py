"""A durable job queue: a pure state machine, a table with leases, a runner and a scheduler.

The modules of this folder do no I/O; a domain and an application may import them. `postgres` holds the tables,
`worker` what runs in the worker process, and `testing` the queue in memory.
"""
