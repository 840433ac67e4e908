"""Where is an event?"""

from typing import Final

from deploy.observability.generator.panels import Dashboard, Row, graph, slowest, stat

EVENTS: Final = Dashboard(
    "marquee-events",
    "Marquee: events",
    "Where is an event? In the outbox of its service, in Kafka, applied by its consumers, or a dead letter.",
    (
        Row(
            "Outbox and relay",
            (
                graph("Events that wait", ("max by (service) (outbox_depth_rows)", "{{service}}")),
                graph("Published", ("sum by (service) (rate(outbox_published_total[5m]))", "{{service}}"), unit="ops"),
                slowest("Time until Kafka confirms, p99", "outbox_publish_seconds", "service"),
                graph(
                    "Failed rounds", ("sum by (service) (rate(outbox_failures_total[5m]))", "{{service}}"), unit="ops"
                ),
            ),
        ),
        Row(
            "Consumers",
            (
                graph("Lag", ("sum by (service) (consumer_lag_records)", "{{service}}")),
                graph(
                    "Oldest record not applied",
                    ("max by (service) (consumer_oldest_unapplied_seconds)", "{{service}}"),
                    unit="s",
                ),
                graph(
                    "Records by outcome",
                    ("sum by (service, outcome) (rate(events_consumed_total[5m]))", "{{service}} {{outcome}}"),
                    unit="ops",
                ),
            ),
        ),
        Row(
            "Freshness",
            (
                graph(
                    "From the outbox until applied, p99",
                    ("service:event_freshness_seconds:p99_rate5m", "{{service}}"),
                    unit="s",
                ),
                graph("Later than five seconds", ("events:freshness_errors:ratio_rate5m", "all"), unit="percentunit"),
                slowest("Time of a batch, p99", "consumer_batch_seconds", "service"),
            ),
        ),
        Row(
            "Failures",
            (
                stat("Open dead letters", "sum(max by (consumer, topic) (dead_letters_open)) or vector(0)", red=1),
                stat(
                    "Stopped consumers",
                    "sum(max by (service, topic, reason) (marquee_consumer_stopped)) or vector(0)",
                    red=1,
                ),
            ),
        ),
        Row(
            "Dead letters and retries",
            (
                graph(
                    "Dead letters written",
                    (
                        "sum by (service, topic, code) (increase(dead_letters_total[1h]))",
                        "{{service}} {{topic}} {{code}}",
                    ),
                ),
                graph(
                    "Batches tried again",
                    ("sum by (service) (rate(consumer_retries_total[5m]))", "{{service}}"),
                    unit="ops",
                ),
            ),
        ),
    ),
)
