-- How a model's own token counts compare with what can be seen of its calls, for calls that tell no usage. Learnt within one project, so
-- that nobody's calls bear on another's numbers. A row holds for calls from fromMs on, until the next one; rows are never changed.
CREATE TABLE IF NOT EXISTS calibrations (
    projectId UUID,
    provider String,
    model String,
    stream Bool,
    fromMs UInt64,
    inputFactor Nullable(Float64),
    outputFactor Nullable(Float64),
    inputBytes Nullable(Float64),
    outputBytes Nullable(Float64),
    samples UInt32
)
ENGINE = MergeTree
ORDER BY (projectId, provider, model, stream, fromMs)
TTL toDateTime(fromUnixTimestamp64Milli(fromMs, 'UTC')) + INTERVAL 90 DAY;
