-- The call whose usage a look-up told: a response in the background has none in the answer to the call that made it.
ALTER TABLE spans ADD COLUMN IF NOT EXISTS settlesCallId Nullable(UUID) CODEC(LZ4);
