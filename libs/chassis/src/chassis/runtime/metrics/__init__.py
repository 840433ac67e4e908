"""Prometheus metrics of the process: each is defined once, in the module of its subject.

One process per pod, so no multiprocess mode. `docs/operations/metrics.md` lists them all.
"""
