"""What leaves the service as Parquet files."""

from typing import Final

from exports.dataset import Dataset

_INTERVAL: Final = {"score": "DOUBLE", "low": "DOUBLE", "high": "DOUBLE", "reason": "VARCHAR"}

DATASETS: Final = (
    Dataset(
        "scores",
        "exported_scores",
        {"media_id": "VARCHAR", "formula": "VARCHAR", **_INTERVAL, "terms": "VARCHAR", "computed_at": "TIMESTAMPTZ"},
        by_day=True,
    ),
    Dataset(
        "stats",
        "exported_stats",
        {
            "media_id": "VARCHAR",
            "kind": "VARCHAR",
            "tmdb_id": "INTEGER",
            "release_date": "DATE",
            "formula": "VARCHAR",
            **_INTERVAL,
            "quality_score": "DOUBLE",
            "popularity_score": "DOUBLE",
            "freshness_score": "DOUBLE",
            "average_rating": "DOUBLE",
            "total_votes": "BIGINT",
            "live_watchers": "INTEGER",
            "live_watchers_at": "TIMESTAMPTZ",
            "total_watchers": "BIGINT",
            "total_watchers_at": "TIMESTAMPTZ",
            "computed_at": "TIMESTAMPTZ",
        },
        by_day=False,
    ),
    Dataset(
        "drop_off",
        "exported_drop_off",
        {
            "media_id": "VARCHAR",
            "tmdb_id": "INTEGER",
            "method": "VARCHAR",
            "preferred": "BOOLEAN",
            "source": "VARCHAR",
            "sample_size": "BIGINT",
            "season": "INTEGER",
            "episode": "INTEGER",
            "retention": "DOUBLE",
            "low": "DOUBLE",
            "high": "DOUBLE",
            "hazard": "DOUBLE",
            "at_risk": "BIGINT",
            "drop_point": "BOOLEAN",
            "analyzed_at": "TIMESTAMPTZ",
        },
        by_day=False,
    ),
)
