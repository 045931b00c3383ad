-- One row per span, named and shaped as a line of the journal, so that a line is inserted as it is. seq is its place there.
-- Ordered for "one project, a time range, newest first"; a span is found by its id through the bloom filter.
-- The window remembers the last 1000 insert tokens: rows that come again under one of them are dropped.
CREATE TABLE IF NOT EXISTS spans (
    seq UInt64 CODEC(Delta, ZSTD(1)),
    id UUID,
    traceId String CODEC(ZSTD(1)),
    organizationId LowCardinality(String),
    projectId UUID CODEC(ZSTD(1)),
    keyId Nullable(UUID) CODEC(ZSTD(1)),
    kind LowCardinality(String),
    provider LowCardinality(String),
    operation LowCardinality(String),
    model LowCardinality(Nullable(String)),
    responseModel LowCardinality(Nullable(String)),
    stream Bool CODEC(ZSTD(1)),
    status LowCardinality(String),
    httpStatus Nullable(UInt16) CODEC(ZSTD(1)),
    errorType LowCardinality(Nullable(String)),
    errorMessage Nullable(String) CODEC(ZSTD(1)),
    finishReason LowCardinality(Nullable(String)),
    startedAtMs UInt64 CODEC(Delta, ZSTD(1)),
    startedAt DateTime64(3, 'UTC') ALIAS fromUnixTimestamp64Milli(startedAtMs, 'UTC'),
    firstByteMs Nullable(Float64) CODEC(ZSTD(1)),
    durationMs Nullable(Float64) CODEC(ZSTD(1)),
    usage Map(LowCardinality(String), UInt64) CODEC(ZSTD(1)),
    rawUsage Nullable(String) CODEC(ZSTD(1)),
    costState LowCardinality(String),
    costPicoUsd Nullable(Int64) CODEC(ZSTD(1)),
    costRates LowCardinality(Nullable(String)),
    costSource LowCardinality(Nullable(String)),
    capture LowCardinality(String),
    requestBytes UInt64 CODEC(ZSTD(1)),
    responseBytes UInt64 CODEC(ZSTD(1)),
    INDEX byId id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(fromUnixTimestamp64Milli(startedAtMs, 'UTC'))
ORDER BY (projectId, startedAtMs, id)
SETTINGS non_replicated_deduplication_window = 1000;

-- The bodies of a call, apart from its span, so that lists and sums never read them.
CREATE TABLE IF NOT EXISTS span_payloads (
    projectId UUID CODEC(ZSTD(1)),
    spanId UUID,
    startedAtMs UInt64 CODEC(Delta, ZSTD(1)),
    request Nullable(String) CODEC(ZSTD(1)),
    requestTruncated Bool CODEC(ZSTD(1)),
    response Nullable(String) CODEC(ZSTD(1)),
    responseTruncated Bool CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(fromUnixTimestamp64Milli(startedAtMs, 'UTC'))
ORDER BY (projectId, startedAtMs, spanId)
SETTINGS non_replicated_deduplication_window = 1000;
