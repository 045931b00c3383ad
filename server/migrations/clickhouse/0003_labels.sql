-- What callers label their calls with, how sure the usage is, and what the cache did. Absent in a journal line is null or empty here.
ALTER TABLE spans
    ADD COLUMN IF NOT EXISTS usageState Nullable(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS user Nullable(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS session Nullable(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS environment Nullable(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS callSite Nullable(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS parentSpanId Nullable(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS tags Array(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS metadata Map(String, String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS cache Nullable(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS cachedCallId Nullable(UUID) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS savedPicoUsd Nullable(Int64) CODEC(LZ4);
