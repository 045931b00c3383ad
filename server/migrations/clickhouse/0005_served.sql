-- How and where a call was served, where its price goes by that: without it an unpriced call could not be priced later.
ALTER TABLE spans
    ADD COLUMN IF NOT EXISTS serviceTier Nullable(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS region Nullable(String) CODEC(LZ4);
