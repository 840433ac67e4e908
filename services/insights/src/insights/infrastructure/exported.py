"""What leaves the service as Parquet files."""

from typing import Final

from exports.dataset import Dataset

DATASETS: Final = (
    Dataset(
        "signals",
        "exported_signals",
        {
            "media_id": "VARCHAR",
            "signal": "VARCHAR",
            "source": "VARCHAR",
            "region": "VARCHAR",
            "value": "DOUBLE",
            "observed_at": "TIMESTAMPTZ",
            "backfilled": "BOOLEAN",
        },
        by_day=True,
    ),
    Dataset(
        "titles",
        "exported_titles",
        {
            "media_id": "VARCHAR",
            "kind": "VARCHAR",
            "tmdb_id": "INTEGER",
            "name": "VARCHAR",
            "original_name": "VARCHAR",
            "release_date": "DATE",
            "genres": "VARCHAR",
            "countries": "VARCHAR",
            "slug": "VARCHAR",
            "ratingo_score": "DOUBLE",
            "gone_at": "TIMESTAMPTZ",
        },
        by_day=False,
    ),
)
