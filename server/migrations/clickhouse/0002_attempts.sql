-- Calls that went by a route: which one, where it would have sent them and why (JSON), and what was tried (JSON). Null for all others,
-- whose journal lines have no such members.
ALTER TABLE spans
    ADD COLUMN IF NOT EXISTS routeId Nullable(UUID) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS targetReasons Nullable(String) CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS attempts Nullable(String) CODEC(LZ4);
