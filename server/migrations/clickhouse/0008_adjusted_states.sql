-- What an adjustment adds to the totals of calls whose cost is known in part, and of those whose cost is an estimate: -1, 0 or 1, beside
-- pricedCalls and unpricedCalls. Rows from before tell it by their states.
ALTER TABLE cost_adjustments
    ADD COLUMN IF NOT EXISTS partialCalls Int8
        DEFAULT (isNotNull(newPicoUsd) AND newState = 'partial') - (isNotNull(oldPicoUsd) AND oldState = 'partial') CODEC(LZ4),
    ADD COLUMN IF NOT EXISTS estimatedCalls Int8
        DEFAULT (isNotNull(newPicoUsd) AND newState = 'estimated') - (isNotNull(oldPicoUsd) AND oldState = 'estimated') CODEC(LZ4);
