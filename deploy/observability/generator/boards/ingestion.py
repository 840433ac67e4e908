"""Do providers respond, and do jobs run?"""

from typing import Final

from deploy.observability.generator.panels import Dashboard, Row, graph, slowest

INGESTION: Final = Dashboard(
    "marquee-ingestion",
    "Marquee: ingestion",
    "Do the providers respond, is their budget enough, do jobs run, and do schedules start?",
    (
        Row(
            "Providers",
            (
                graph(
                    "Calls by outcome",
                    ("sum by (source, outcome) (rate(provider_calls_total[5m]))", "{{source}} {{outcome}}"),
                    unit="ops",
                ),
                slowest("Duration, p99", "provider_call_seconds", "source"),
                graph(
                    "Outages and breakers (2: no calls)",
                    ("max by (source) (provider_outage)", "{{source}} outage"),
                    ("max by (source) (provider_breaker_state)", "{{source}} breaker"),
                ),
            ),
        ),
        Row(
            "Budgets",
            (
                graph(
                    "Calls left, share of the window",
                    (
                        "max by (source) (provider_budget_remaining_calls) / max by (source) (provider_budget_calls)",
                        "{{source}}",
                    ),
                    unit="percentunit",
                ),
                slowest("Wait for the budget, p99", "provider_budget_wait_seconds", "source"),
                graph(
                    "Blocked by the provider", ("max by (source) (provider_blocked_seconds)", "{{source}}"), unit="s"
                ),
            ),
        ),
        Row(
            "Jobs",
            (
                graph("Waiting", ("max by (service, kind) (jobs_queued)", "{{service}} {{kind}}")),
                graph(
                    "Oldest that is due",
                    ("max by (service, kind) (jobs_oldest_due_seconds)", "{{service}} {{kind}}"),
                    unit="s",
                ),
                graph("Running", ("max by (service, kind) (jobs_running)", "{{service}} {{kind}}")),
                graph(
                    "Ended",
                    ("sum by (service, kind, status) (rate(jobs_ended_total[5m]))", "{{service}} {{kind}} {{status}}"),
                    unit="ops",
                ),
            ),
        ),
        Row(
            "Schedules",
            (
                graph(
                    "Since the last start",
                    ("time() - max by (service, schedule) (schedule_last_run_timestamp_seconds)", "{{schedule}}"),
                    unit="s",
                ),
                graph("Late", ("max by (service, schedule) (schedule_late_seconds)", "{{schedule}}"), unit="s"),
                slowest("Duration of runs, p99", "job_run_seconds", "kind", window="15m"),
            ),
        ),
    ),
)
