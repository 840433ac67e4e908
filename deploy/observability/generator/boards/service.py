"""Everything about one service."""

from typing import Final

from deploy.observability.generator.panels import Dashboard, Row, graph, p99, slowest, top

SERVICE: Final = Dashboard(
    "marquee-service",
    "Marquee: one service",
    "Everything about one service: choose it above.",
    (
        Row(
            "Requests",
            (
                graph(
                    "By route",
                    (
                        'topk(10, sum by (route) (rate(http_request_seconds_count{service="$service"}[5m])))',
                        "{{route}}",
                    ),
                    unit="reqps",
                ),
                graph(
                    "Errors by route",
                    (
                        'sum by (route) (rate(http_request_seconds_count{service="$service",status=~"5.."}[5m]))',
                        "{{route}}",
                    ),
                    unit="reqps",
                ),
                graph(
                    "p99 by route",
                    (
                        top(p99("http_request_seconds", "route", where='{service="$service",served_from!="stream"}')),
                        "{{route}}",
                    ),
                    unit="s",
                ),
                graph("In progress", ('sum by (role) (http_requests_in_progress{service="$service"})', "{{role}}")),
            ),
        ),
        Row(
            "Process",
            (
                graph(
                    "Processor",
                    (
                        'sum by (role, instance) (rate(process_cpu_seconds_total{service="$service"}[5m]))',
                        "{{role}} {{instance}}",
                    ),
                    unit="percentunit",
                ),
                graph(
                    "Memory",
                    (
                        'max by (role, instance) (process_resident_memory_bytes{service="$service"})',
                        "{{role}} {{instance}}",
                    ),
                    ('max(process_memory_limit_bytes{service="$service"})', "limit"),
                    unit="bytes",
                ),
                graph(
                    "Event loop, p99",
                    ('service:event_loop_lag_seconds:p99_rate5m{service="$service"}', "{{role}}"),
                    unit="s",
                ),
                graph(
                    "Garbage collection",
                    ('sum by (role) (rate(gc_pause_seconds_sum{service="$service"}[5m]))', "{{role}}"),
                    unit="percentunit",
                ),
            ),
        ),
        Row(
            "Events",
            (
                graph(
                    "Consumed",
                    (
                        'sum by (topic, outcome) (rate(events_consumed_total{service="$service"}[5m]))',
                        "{{topic}} {{outcome}}",
                    ),
                    unit="ops",
                ),
                slowest("Freshness by topic, p99", "event_freshness_seconds", "topic", where='{service="$service"}'),
                graph(
                    "Published",
                    ('sum by (topic) (rate(outbox_published_total{service="$service"}[5m]))', "{{topic}}"),
                    unit="ops",
                ),
            ),
        ),
        Row(
            "What runs",
            (
                graph(
                    "Versions",
                    ('count by (version, role) (marquee_build_info{service="$service"})', "{{version}} {{role}}"),
                ),
                graph(
                    "Restarts of background tasks",
                    ('sum by (task) (increase(background_restarts_total{service="$service"}[1h]))', "{{task}}"),
                ),
                graph(
                    "Open files",
                    ('max by (role, instance) (process_open_fds{service="$service"})', "{{role}} {{instance}}"),
                ),
            ),
        ),
    ),
    (("service", "label_values(marquee_build_info, service)"),),
)
