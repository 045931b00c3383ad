-- One row per span, named and shaped as a line of the journal, so that a line is inserted as it is. seq is its place there.
-- Ordered for "one project, a time range, newest first"; a span is found by its id through the bloom filter.
-- The window remembers the last 1000 insert tokens: rows that come again under one of them are dropped.
-- Names are plain strings: LowCardinality would cost 4 µs of CPU more for each row that is inserted (11 instead of 7), and are packed as well. LZ4, as ZSTD(1) would cost 0.7 µs more.
-- Inserts are many and small, and merging them is the larger half of the work: parts are merged sixteen at a time (a third of the
-- rows rewritten), and only with others of about their size (else what was merged before is written again with each next lot), without statistics that no query of ours asks for, and in one file below 64 MB (a file per column costs 4 µs a row).
CREATE TABLE IF NOT EXISTS spans (
    seq UInt64 CODEC(Delta, LZ4),
    id UUID,
    traceId String CODEC(LZ4),
    organizationId String CODEC(LZ4),
    projectId UUID CODEC(LZ4),
    keyId Nullable(UUID) CODEC(LZ4),
    kind String CODEC(LZ4),
    provider String CODEC(LZ4),
    operation String CODEC(LZ4),
    model Nullable(String) CODEC(LZ4),
    responseModel Nullable(String) CODEC(LZ4),
    stream Bool CODEC(LZ4),
    status String CODEC(LZ4),
    httpStatus Nullable(UInt16) CODEC(LZ4),
    errorType Nullable(String) CODEC(LZ4),
    errorMessage Nullable(String) CODEC(LZ4),
    finishReason Nullable(String) CODEC(LZ4),
    startedAtMs UInt64 CODEC(Delta, LZ4),
    startedAt DateTime64(3, 'UTC') ALIAS fromUnixTimestamp64Milli(startedAtMs, 'UTC'),
    firstByteMs Nullable(Float64) CODEC(LZ4),
    durationMs Nullable(Float64) CODEC(LZ4),
    usage Map(String, UInt64) CODEC(LZ4),
    rawUsage Nullable(String) CODEC(LZ4),
    costState String CODEC(LZ4),
    costPicoUsd Nullable(Int64) CODEC(LZ4),
    costRates Nullable(String) CODEC(LZ4),
    costSource Nullable(String) CODEC(LZ4),
    capture String CODEC(LZ4),
    requestBytes UInt64 CODEC(LZ4),
    responseBytes UInt64 CODEC(LZ4),
    INDEX byId id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(fromUnixTimestamp64Milli(startedAtMs, 'UTC'))
ORDER BY (projectId, startedAtMs, id)
SETTINGS non_replicated_deduplication_window = 1000,
    min_parts_to_merge_at_once = 16, merge_selector_base = 12, merge_max_block_size = 1024, auto_statistics_types = '',
    min_bytes_for_wide_part = 67108864;

-- The bodies of a call, apart from its span, so that lists and sums never read them. Small granules, because a body is read alone, and
-- because a merge holds a granule of each of its parts in memory. Bodies are written plain and packed once, by ZSTD, when they are an hour
-- old: LZ4 at every insert and again at every merge cost 5 µs of CPU a row more (two bodies of 1 KB of random words, engine 26.7), on more disk.
CREATE TABLE IF NOT EXISTS span_payloads (
    projectId UUID CODEC(ZSTD(1)),
    spanId UUID,
    startedAtMs UInt64 CODEC(Delta, ZSTD(1)),
    request Nullable(String) CODEC(NONE),
    requestTruncated Bool CODEC(ZSTD(1)),
    response Nullable(String) CODEC(NONE),
    responseTruncated Bool CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(fromUnixTimestamp64Milli(startedAtMs, 'UTC'))
ORDER BY (projectId, startedAtMs, spanId)
TTL toDateTime(fromUnixTimestamp64Milli(startedAtMs, 'UTC')) + INTERVAL 1 HOUR RECOMPRESS CODEC(ZSTD(1))
SETTINGS non_replicated_deduplication_window = 1000,
    min_parts_to_merge_at_once = 16, merge_selector_base = 12, merge_max_block_size = 1024, auto_statistics_types = '',
    index_granularity_bytes = 262144, merge_max_block_size_bytes = 262144;
