-- A mark of what changed is a row of its own, also where an equal one waits already: a recompute that takes the
-- earlier one cannot yet see what the later one speaks of, and a writer never waits for a recompute.

ALTER TABLE changed_spans ADD COLUMN mark int8 NOT NULL DEFAULT 0;     -- chance, made by the program
ALTER TABLE changed_spans DROP CONSTRAINT changed_spans_pkey;
ALTER TABLE changed_spans ADD PRIMARY KEY (user_id, metric, from_ms, to_ms, why, mark);
