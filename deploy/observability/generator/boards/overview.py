"""Is the system well?"""

from typing import Final

from deploy.observability.generator.panels import Dashboard, Row, graph, stat

OVERVIEW: Final = Dashboard(
    "marquee-overview",
    "Marquee: overview",
    "Is the system well? The budgets of the objectives, and rate, errors, duration and saturation of every service.",
    (
        Row(
            "Objectives: what is left of the budget of 30 days",
            (
                stat(
                    "Budgets",
                    "objective:budget_remaining:ratio30d",
                    unit="percentunit",
                    legend="{{objective}}",
                    red=0.0,
                    low_is_bad=True,
                ),
                stat("Alerts that page", 'count(ALERTS{alertstate="firing",severity="page"}) or vector(0)', red=1),
                stat(
                    "Processes that do not respond",
                    'count(up{service!=""} == 0) or vector(0)',
                    red=1,
                ),
            ),
        ),
        Row(
            "Requests",
            (
                graph("Rate", ("service:http_requests:rate5m", "{{service}}"), unit="reqps"),
                graph("Errors", ("service:http_request_errors:ratio_rate5m", "{{service}}"), unit="percentunit"),
                graph(
                    "Duration, 99th percentile", ("service:http_request_seconds:p99_rate5m", "{{service}}"), unit="s"
                ),
            ),
        ),
        Row(
            "Saturation",
            (
                graph(
                    "Lag of event loops, p99",
                    ("service:event_loop_lag_seconds:p99_rate5m", "{{service}} {{role}}"),
                    unit="s",
                ),
                graph("Who waits for Postgres", ("service:database_pool_waiting:rate5m", "{{pool}} {{role}}")),
                graph(
                    "Memory",
                    ("max by (service, role) (process_resident_memory_bytes)", "{{service}} {{role}}"),
                    unit="bytes",
                ),
            ),
        ),
        Row(
            "Data",
            (
                graph(
                    "Freshness of events, p99", ("service:event_freshness_seconds:p99_rate5m", "{{service}}"), unit="s"
                ),
                graph(
                    "Oldest event in an outbox", ("max by (service) (outbox_oldest_seconds)", "{{service}}"), unit="s"
                ),
                graph("Jobs that are due", ("max by (service, kind) (jobs_due)", "{{service}} {{kind}}")),
            ),
        ),
    ),
)
