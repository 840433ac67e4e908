-- Tables by which ClickHouse consumes `signals.collected` and `stats.updated` unchanged.
--   clickhouse-client --multiquery < clickhouse.sql
-- Address, user and password of Kafka belong into the named collection `marquee_kafka` of the server's configuration
-- (see docs/analytics.md), so that no secret is in a statement.
--
-- The engine Kafka delivers at least once, and may deliver a batch again after a restart or a rebalance. No table here
-- minds: rows of one key replace each other by version, and maxima stay what they are. Read with FINAL.

create database if not exists marquee;

-- Scores: the newest state of each title, and each formula's score by day --------------------------------------------

create table if not exists marquee.stats
(
    media_id UUID,
    kind LowCardinality(String),
    tmdb_id UInt32,
    version UInt64,
    ratingo Float64,
    quality Float64,
    popularity Float64,
    freshness Float64,
    average_rating Nullable(Float64),
    total_votes UInt64,
    source_popularity Nullable(Float64),
    live_watchers Nullable(UInt32),
    total_watchers Nullable(UInt64),
    computed_at DateTime64(6, 'UTC')
)
engine = ReplacingMergeTree(version)
order by media_id;

create table if not exists marquee.scores
(
    media_id UUID,
    formula LowCardinality(String),
    day Date,
    score Nullable(Float64),
    low Nullable(Float64),
    high Nullable(Float64),
    reason LowCardinality(Nullable(String)),
    version UInt64,
    computed_at DateTime64(6, 'UTC')
)
engine = ReplacingMergeTree(version)
partition by toYYYYMM(day)
order by (formula, media_id, day);

create table if not exists marquee.stats_events (body String)
engine = Kafka(marquee_kafka)
settings kafka_topic_list = 'stats.updated', kafka_group_name = 'clickhouse-stats', kafka_format = 'RawBLOB',
    kafka_handle_error_mode = 'stream';

create materialized view if not exists marquee.stats_of_events to marquee.stats as
select
    JSONExtract(body, 'mediaId', 'UUID') as media_id,
    JSONExtractString(body, 'kind') as kind,
    JSONExtractUInt(body, 'tmdbId') as tmdb_id,
    JSONExtractUInt(body, 'version') as version,
    JSONExtractFloat(body, 'scores', 'ratingo') as ratingo,
    JSONExtractFloat(body, 'scores', 'quality') as quality,
    JSONExtractFloat(body, 'scores', 'popularity') as popularity,
    JSONExtractFloat(body, 'scores', 'freshness') as freshness,
    JSONExtract(body, 'averageRating', 'Nullable(Float64)') as average_rating,
    JSONExtractUInt(body, 'totalVotes') as total_votes,
    JSONExtract(body, 'sourcePopularity', 'Nullable(Float64)') as source_popularity,
    JSONExtract(body, 'liveWatchers', 'Nullable(UInt32)') as live_watchers,
    JSONExtract(body, 'totalWatchers', 'Nullable(UInt64)') as total_watchers,
    parseDateTime64BestEffort(JSONExtractString(body, 'computedAt'), 6, 'UTC') as computed_at
from marquee.stats_events
where JSONHas(body, 'mediaId');

-- The score shown and the shadows; an event of an older release has its score in `scores.ratingo` alone.
create materialized view if not exists marquee.scores_of_events to marquee.scores as
with
    parseDateTime64BestEffort(JSONExtractString(body, 'computedAt'), 6, 'UTC') as at,
    arrayConcat(
        if(JSONType(body, 'score') = 'Object', [JSONExtractRaw(body, 'score')],
            [concat('{"formula":"ratingo-1","value":', JSONExtractRaw(body, 'scores', 'ratingo'), '}')]),
        JSONExtractArrayRaw(body, 'shadows')
    ) as results
select
    JSONExtract(body, 'mediaId', 'UUID') as media_id,
    JSONExtractString(result, 'formula') as formula,
    toDate(at, 'UTC') as day,
    JSONExtract(result, 'value', 'Nullable(Float64)') as score,
    JSONExtract(result, 'low', 'Nullable(Float64)') as low,
    JSONExtract(result, 'high', 'Nullable(Float64)') as high,
    JSONExtract(result, 'reason', 'Nullable(String)') as reason,
    JSONExtractUInt(body, 'version') as version,
    at as computed_at
from marquee.stats_events
array join results as result
where JSONHas(body, 'mediaId');

-- Signals: one value per title, signal, source, region and day ------------------------------------------------------

create table if not exists marquee.signals
(
    media_id UUID,
    signal LowCardinality(String),
    source LowCardinality(String),
    region LowCardinality(String),
    day Date,
    value Float64,
    observed_at DateTime64(6, 'UTC'),
    backfilled Bool,
    version UInt64
)
engine = ReplacingMergeTree(version)
partition by toYYYYMM(day)
order by (signal, source, region, media_id, day);

-- The hours of live signals keep their maximum; so does the day, which is the maximum of its hours.
create table if not exists marquee.live_signals
(
    media_id UUID,
    signal LowCardinality(String),
    source LowCardinality(String),
    region LowCardinality(String),
    hour DateTime('UTC'),
    value SimpleAggregateFunction(max, Float64)
)
engine = AggregatingMergeTree
partition by toYYYYMM(hour)
order by (signal, source, region, media_id, hour);

create table if not exists marquee.signal_events (body String)
engine = Kafka(marquee_kafka)
settings kafka_topic_list = 'signals.collected', kafka_group_name = 'clickhouse-signals', kafka_format = 'RawBLOB',
    kafka_handle_error_mode = 'stream';

-- An observation of the day itself precedes a value that was filled in later, and a newer one an older one. The value
-- of a live signal is not here: it is the maximum of the day in `live_signals`.
create materialized view if not exists marquee.signals_of_events to marquee.signals as
with
    parseDateTime64BestEffort(JSONExtractString(body, 'observedAt'), 6, 'UTC') as at,
    JSONExtractString(body, 'origin') = 'backfill' as filled,
    arrayFilter(item -> item.3 is not null, [
        ('total_watchers', 'trakt', JSONExtract(body, 'totalWatchers', 'Nullable(Float64)')),
        ('total_plays', 'trakt', JSONExtract(body, 'totalPlays', 'Nullable(Float64)')),
        ('popularity', 'tmdb', JSONExtract(body, 'popularity', 'Nullable(Float64)')),
        ('rating', 'tmdb', JSONExtract(body, 'ratings', 'tmdb', 'rating', 'Nullable(Float64)')),
        ('votes', 'tmdb', JSONExtract(body, 'ratings', 'tmdb', 'votes', 'Nullable(Float64)')),
        ('rating', 'imdb', JSONExtract(body, 'ratings', 'imdb', 'rating', 'Nullable(Float64)')),
        ('votes', 'imdb', JSONExtract(body, 'ratings', 'imdb', 'votes', 'Nullable(Float64)')),
        ('rating', 'trakt', JSONExtract(body, 'ratings', 'trakt', 'rating', 'Nullable(Float64)')),
        ('votes', 'trakt', JSONExtract(body, 'ratings', 'trakt', 'votes', 'Nullable(Float64)')),
        ('rating', 'metacritic', JSONExtract(body, 'ratings', 'metacritic', 'rating', 'Nullable(Float64)')),
        ('rating', 'rotten_tomatoes', JSONExtract(body, 'ratings', 'rottenTomatoes', 'rating', 'Nullable(Float64)'))
    ]) as measured
select
    JSONExtract(body, 'mediaId', 'UUID') as media_id,
    item.1 as signal,
    item.2 as source,
    if(JSONHas(body, 'region'), JSONExtractString(body, 'region'), 'global') as region,
    toDate(JSONExtractString(body, 'day')) as day,
    assumeNotNull(item.3) as value,
    at as observed_at,
    filled as backfilled,
    toUInt64(toUnixTimestamp64Micro(at)) + if(filled, 0, toUInt64(4611686018427387904)) as version
from marquee.signal_events
array join measured as item
where JSONHas(body, 'mediaId');

create materialized view if not exists marquee.live_signals_of_events to marquee.live_signals as
select
    JSONExtract(body, 'mediaId', 'UUID') as media_id,
    'live_watchers' as signal,
    'trakt' as source,
    if(JSONHas(body, 'region'), JSONExtractString(body, 'region'), 'global') as region,
    toStartOfHour(parseDateTime64BestEffort(JSONExtractString(body, 'observedAt'), 6, 'UTC'), 'UTC') as hour,
    JSONExtractFloat(body, 'liveWatchers') as value
from marquee.signal_events
where JSONType(body, 'liveWatchers') in ('Int64', 'UInt64', 'Double') and JSONExtractString(body, 'origin') != 'backfill';
