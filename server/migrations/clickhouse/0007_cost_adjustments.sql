-- By how much the cost of a call was found to be another one later: a span itself is never changed. The n-th adjustment of a span has
-- revision n and begins where the one before ended. Whoever writes one twice writes the same revision, of which one counts (so read with
-- FINAL): that is how a repricing that was cut off goes on, and how an insert that was given up may still land. The order is that of
-- spans, and what totals go by stands beside the amounts, so that they need no join. pricedCalls and unpricedCalls are what the adjustment
-- adds to those totals: -1, 0 or 1.
CREATE TABLE IF NOT EXISTS cost_adjustments (
    organizationId String CODEC(LZ4),
    projectId UUID CODEC(LZ4),
    spanId UUID,
    startedAtMs UInt64 CODEC(Delta, LZ4),
    model Nullable(String) CODEC(LZ4),
    revision UInt32 CODEC(LZ4),
    runId UUID CODEC(LZ4),
    reason String CODEC(LZ4),
    adjustedAtMs UInt64 CODEC(Delta, LZ4),
    oldState String CODEC(LZ4),
    oldPicoUsd Nullable(Int64) CODEC(LZ4),
    newState String CODEC(LZ4),
    newPicoUsd Nullable(Int64) CODEC(LZ4),
    differencePicoUsd Int64 CODEC(LZ4),
    pricedCalls Int8 CODEC(LZ4),
    unpricedCalls Int8 CODEC(LZ4),
    rates Nullable(String) CODEC(LZ4),
    source Nullable(String) CODEC(LZ4),
    bookVersion String CODEC(LZ4)
)
ENGINE = ReplacingMergeTree(adjustedAtMs)
PARTITION BY toYYYYMM(fromUnixTimestamp64Milli(startedAtMs, 'UTC'))
ORDER BY (projectId, startedAtMs, spanId, revision);
