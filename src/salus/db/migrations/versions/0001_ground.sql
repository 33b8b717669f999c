-- The ground: people, what sources said, what was resolved from it, and who may see which row.
--
-- Every table with a person's rows begins its keys with user_id and has forced row level security
-- (docs/explanation/walls.md). Ids and times are passed in by the program; nothing here is volatile.
-- Times named *_ms are epoch milliseconds UTC unless a comment says otherwise.

-- ---------------------------------------------------------------- people

CREATE TABLE users (
    user_id uuid PRIMARY KEY,
    email text NOT NULL,
    display_name text NOT NULL,
    time_zone text NOT NULL,            -- IANA name, the last evidence for zone_history
    locale text NOT NULL DEFAULT 'en',
    units jsonb NOT NULL DEFAULT '{}',  -- display units the person chose, by quantity
    favourites text[] NOT NULL DEFAULT '{}',   -- metric codes of the cards on Today; none: the program's choice
    is_owner boolean NOT NULL DEFAULT false,
    is_demo boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    disabled_at timestamptz
);

CREATE TABLE credentials (
    user_id uuid NOT NULL,
    kind text NOT NULL,                 -- 'password'
    secret_hash text NOT NULL,          -- Argon2id in PHC form
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, kind)
);

CREATE TABLE sessions (
    user_id uuid NOT NULL,
    session_id uuid NOT NULL,
    token_hash text NOT NULL,           -- hex SHA-256 of the cookie's secret
    user_agent text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, session_id)
);
CREATE INDEX sessions_by_token ON sessions (token_hash);

CREATE TABLE api_tokens (
    user_id uuid NOT NULL,
    token_id uuid NOT NULL,
    name text NOT NULL,
    token_hash text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz,
    expires_at timestamptz,
    revoked_at timestamptz,
    PRIMARY KEY (user_id, token_id)
);
CREATE INDEX api_tokens_by_token ON api_tokens (token_hash);

-- Leads from an address to a person before anyone is signed in; holds no health data (no row security).
CREATE TABLE logins (
    email_hash bytea PRIMARY KEY,       -- SHA-256 of the NFKC-folded address
    user_id uuid NOT NULL
);

-- Rate limits by generic cell rate algorithm: key is a hash, tat the theoretical arrival time in
-- epoch seconds (no row security: keys are hashes, nothing personal).
CREATE UNLOGGED TABLE throttles (
    key text PRIMARY KEY,
    tat double precision NOT NULL
);

CREATE TABLE data_keys (
    user_id uuid NOT NULL,
    provider text NOT NULL,             -- '' for the key of the person, which wraps the others
    purpose text NOT NULL,
    version int4 NOT NULL,
    wrapped_key bytea,                  -- null once destroyed
    created_at timestamptz NOT NULL,
    destroyed_at timestamptz,
    PRIMARY KEY (user_id, provider, purpose, version)
);

-- ---------------------------------------------------------------- who measured what, and where

CREATE TABLE sources (
    user_id uuid NOT NULL,
    source_id int4 NOT NULL,
    road text NOT NULL,                 -- 'apple_health' (the person's file road), later a connection
    app text NOT NULL,                  -- bundle id or folded name, see DESIGN "A source is"
    manufacturer text NOT NULL,
    model text NOT NULL,
    hardware text NOT NULL,
    by_hand boolean NOT NULL,           -- the person typed these values
    name text NOT NULL,                 -- as last written by the source, for display
    device_class text NOT NULL,         -- watch, band, ring, phone, scale, mat, chest_strap, cuff, app, manual, summary
    origin text NOT NULL DEFAULT '',    -- provider code that really measured; '' when it is the road's own
    said_at_ms int8 NOT NULL,           -- when `name` was said
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, source_id),
    UNIQUE (user_id, road, app, manufacturer, model, hardware, by_hand)
);

-- Under which display names a source wrote, and when: decides whose record it is where no device is given.
CREATE TABLE source_names (
    user_id uuid NOT NULL,
    road text NOT NULL,
    name text NOT NULL,                 -- NFKC-folded, trimmed
    source_id int4 NOT NULL,
    ingest_no int4 NOT NULL,
    writes bytea NOT NULL,              -- encoded write times, see observations/names.py
    PRIMARY KEY (user_id, road, name, source_id, ingest_no)
);

CREATE TABLE series (
    user_id uuid NOT NULL,
    series_id int4 NOT NULL,
    metric text NOT NULL,
    source_id int4 NOT NULL,
    context text NOT NULL DEFAULT '',
    grain text NOT NULL DEFAULT 'sample',   -- 'sample' or 'daily'
    undeviced boolean NOT NULL DEFAULT false,   -- no device was given: the names written under decide the source
    names text[] NOT NULL DEFAULT '{}',         -- those names, folded
    longest_ms int4 NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, series_id),
    UNIQUE (user_id, metric, source_id, context, grain, undeviced)
);

CREATE TABLE zone_history (
    user_id uuid NOT NULL,
    from_ms int8 NOT NULL,
    believed_from timestamptz NOT NULL,
    zone text NOT NULL,
    evidence text NOT NULL,             -- person, phone, record, offset, profile
    believed_to timestamptz,
    PRIMARY KEY (user_id, from_ms, believed_from)
);

-- IANA names that records carried, thinned to changes: what zone_history is derived from.
CREATE TABLE zone_evidence (
    user_id uuid NOT NULL,
    ingest_no int4 NOT NULL,
    at_ms int8 NOT NULL,
    zone text NOT NULL,
    until_ms int8 NOT NULL,
    records int4 NOT NULL,
    PRIMARY KEY (user_id, ingest_no, at_ms, zone)
);

-- ---------------------------------------------------------------- ingests and raw data

CREATE TABLE ingests (
    user_id uuid NOT NULL,
    ingest_no int4 NOT NULL,
    import_id uuid NOT NULL,            -- the public id
    road text NOT NULL,
    provider text NOT NULL,
    kind text NOT NULL,                 -- file, replay
    file_name text NOT NULL DEFAULT '',
    state text NOT NULL,                -- received, previewing, previewed, running, cut, done, undone, cancelled, failed
    said_at_ms int8,                    -- when the source wrote it (ExportDate); null until known
    content_hash bytea,                 -- blake2b-256 of the unpacked main member
    member_size int8,
    member_crc int8,
    blob_id uuid,
    whole boolean NOT NULL DEFAULT false,       -- read to its closing tag
    absent_deletes boolean NOT NULL DEFAULT false,
    normalizer_version int4 NOT NULL DEFAULT 0,
    replays int4,                       -- ingest_no that a replay read again
    report jsonb NOT NULL DEFAULT '{}',
    preview jsonb,
    problem text,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    undone_at timestamptz,
    PRIMARY KEY (user_id, ingest_no)
);
CREATE INDEX ingests_by_import ON ingests (user_id, import_id);

CREATE TABLE import_checkpoints (
    user_id uuid NOT NULL,
    ingest_no int4 NOT NULL,
    member text NOT NULL,
    "offset" int8 NOT NULL,             -- uncompressed offset of the next root element
    state jsonb NOT NULL,               -- the reader's state and the counts so far
    at timestamptz NOT NULL,
    PRIMARY KEY (user_id, ingest_no)
);

CREATE TABLE blobs (
    user_id uuid NOT NULL,
    blob_id uuid NOT NULL,
    provider text NOT NULL,             -- '' until the file is known
    purpose text NOT NULL,
    key_version int4 NOT NULL,
    size int8 NOT NULL,
    received int8 NOT NULL,             -- bytes so far, for resumable uploads
    content_hash bytea,
    file_name text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, blob_id)
);

CREATE TABLE raw_pages (
    user_id uuid NOT NULL,
    provider text NOT NULL,
    raw_id uuid NOT NULL,
    ingest_no int4 NOT NULL,
    content_hash bytea NOT NULL,
    normalizer_version int4 NOT NULL,
    key_version int4 NOT NULL DEFAULT 0,
    body bytea,                         -- compressed and sealed; null where the raw data is a blob
    blob_id uuid,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, provider, raw_id)
) PARTITION BY LIST (provider);
CREATE TABLE apple_health_data PARTITION OF raw_pages FOR VALUES IN ('apple_health');
CREATE TABLE other_data PARTITION OF raw_pages DEFAULT;

CREATE TABLE quarantine (
    user_id uuid NOT NULL,
    ingest_no int4 NOT NULL,
    item_no int4 NOT NULL,
    reason text NOT NULL,
    metric text NOT NULL DEFAULT '',
    detail text NOT NULL DEFAULT '',
    at_offset int8 NOT NULL,
    key_version int4 NOT NULL,
    raw bytea NOT NULL,                 -- sealed
    released_at timestamptz,
    PRIMARY KEY (user_id, ingest_no, item_no)
);

CREATE TABLE unmapped_types (
    user_id uuid NOT NULL,
    ingest_no int4 NOT NULL,
    type text NOT NULL,
    records int8 NOT NULL,
    PRIMARY KEY (user_id, ingest_no, type)
);

-- ---------------------------------------------------------------- observations

-- One row per series and UTC day. Arrays that would repeat one element hold it once.
-- starts: ms from the day's start, ascending; durations: ms; values: canonical unit.
CREATE TABLE observation_days (
    user_id uuid NOT NULL,
    series_id int4 NOT NULL,
    day date NOT NULL,
    n int4 NOT NULL,
    starts int4[] NOT NULL,
    durations int4[] NOT NULL,
    "values" float8[] NOT NULL,
    ingests int4[] NOT NULL,
    said_at int8[],                     -- per sample, where records carry their own; else the ingest's
    digest bytea NOT NULL,
    PRIMARY KEY (user_id, series_id, day)
);
CREATE INDEX observation_days_by_day ON observation_days (user_id, day);

-- Only what was believed and no longer is, with cause and time.
CREATE TABLE observation_day_versions (
    user_id uuid NOT NULL,
    series_id int4 NOT NULL,
    day date NOT NULL,
    until timestamptz NOT NULL,         -- these samples were believed until then
    cause text NOT NULL,                -- changed, removed, undone
    by_ingest int4 NOT NULL,
    starts int4[] NOT NULL,
    durations int4[] NOT NULL,
    "values" float8[] NOT NULL,
    ingests int4[] NOT NULL,
    PRIMARY KEY (user_id, series_id, day, until, by_ingest, cause)
);

-- What one running ingest says about days that other ingests also speak of; merged when it is read to its end.
-- Series numbers below zero stand for samples whose source is decided when the file is read to its end.
CREATE TABLE incoming_days (
    user_id uuid NOT NULL,
    ingest_no int4 NOT NULL,
    series_id int4 NOT NULL,
    day date NOT NULL,
    n int4 NOT NULL,
    starts int4[] NOT NULL,
    durations int4[] NOT NULL,
    "values" float8[] NOT NULL,
    PRIMARY KEY (user_id, ingest_no, series_id, day)
);

CREATE TABLE ingest_pages (
    user_id uuid NOT NULL,
    ingest_no int4 NOT NULL,
    series_id int4 NOT NULL,
    day date NOT NULL,
    n int4 NOT NULL,                    -- samples this ingest states for the page
    digest bytea NOT NULL,              -- of the page it is proven to equal, else of its own statement
    first_offset int8 NOT NULL,         -- least and greatest offset in the file
    last_offset int8 NOT NULL,
    PRIMARY KEY (user_id, ingest_no, series_id, day)
);

-- Workouts, ECGs, symptoms, cycle, foods …: whatever is a record and no series. One row per distinct
-- statement; `ingests` are those that said it; the newest statement of a key is the believed one.
CREATE TABLE health_events (
    user_id uuid NOT NULL,
    record_key bytea NOT NULL,          -- 16 bytes: identity by the source's id, else by kind, source, start, end
    digest bytea NOT NULL,              -- 8 bytes over the content
    kind text NOT NULL,
    source_id int4 NOT NULL,
    by_name text NOT NULL DEFAULT '',   -- folded name that decided the source, where no device was given
    start_ms int8 NOT NULL,
    end_ms int8 NOT NULL,
    code text NOT NULL DEFAULT '',
    value float8,
    details jsonb NOT NULL DEFAULT '{}',
    said_at_ms int8 NOT NULL,
    version int8 NOT NULL DEFAULT 0,    -- the source's own version of this record (HKSyncVersion)
    ingests int4[] NOT NULL,
    believed boolean NOT NULL,
    PRIMARY KEY (user_id, record_key, digest)
);
CREATE INDEX health_events_by_time ON health_events (user_id, kind, start_ms) WHERE believed;

CREATE TABLE workouts (
    user_id uuid NOT NULL,
    record_key bytea NOT NULL,
    digest bytea NOT NULL,
    workout_id uuid NOT NULL,           -- public, derived from record_key
    source_id int4 NOT NULL,
    by_name text NOT NULL DEFAULT '',
    activity text NOT NULL,             -- our word: running, cycling, …
    family text NOT NULL,               -- foot, cycle, swim, row, snow, strength, other
    start_ms int8 NOT NULL,
    end_ms int8 NOT NULL,
    duration_ms int8 NOT NULL,          -- without pauses
    zone text NOT NULL DEFAULT '',
    totals jsonb NOT NULL DEFAULT '{}', -- canonical units by metric code, with avg/min/max where given
    events jsonb NOT NULL DEFAULT '[]',
    legs jsonb NOT NULL DEFAULT '[]',
    details jsonb NOT NULL DEFAULT '{}',
    said_at_ms int8 NOT NULL,
    version int8 NOT NULL DEFAULT 0,
    ingests int4[] NOT NULL,
    believed boolean NOT NULL,
    PRIMARY KEY (user_id, record_key, digest)
);
CREATE INDEX workouts_by_time ON workouts (user_id, start_ms) WHERE believed;

-- Routes, voltages, beat lists: columns of numbers that belong to one record.
CREATE TABLE record_streams (
    user_id uuid NOT NULL,
    record_key bytea NOT NULL,
    name text NOT NULL,                 -- route, voltage, …
    digest bytea NOT NULL,
    n int4 NOT NULL,
    "columns" bytea NOT NULL,           -- zlib of named little-endian columns, see observations/streams.py
    ingests int4[] NOT NULL,
    PRIMARY KEY (user_id, record_key, name, digest)
);

-- The role that writes pages owns no table and may not ANALYZE; a table never analyzed is read by bad plans.
CREATE FUNCTION refresh_page_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    ANALYZE observation_days, ingest_pages, health_events, workouts;
END $$;
REVOKE ALL ON FUNCTION refresh_page_statistics() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION refresh_page_statistics() TO salus_app;

-- ---------------------------------------------------------------- what the person decides

CREATE TABLE source_preferences (
    user_id uuid NOT NULL,
    preference_id uuid NOT NULL,
    scope text NOT NULL,                -- 'category:activity' or 'metric:steps'
    valid_from date NOT NULL,           -- -infinity: always
    ordered int4[] NOT NULL,            -- source ids, best first
    never int4[] NOT NULL DEFAULT '{}',
    strategy text NOT NULL DEFAULT 'priority',
    believed_from timestamptz NOT NULL,
    believed_to timestamptz,
    PRIMARY KEY (user_id, preference_id)
);
CREATE INDEX source_preferences_by_scope ON source_preferences (user_id, scope);

-- ---------------------------------------------------------------- what was resolved

CREATE TABLE changed_spans (
    user_id uuid NOT NULL,
    metric text NOT NULL,
    from_ms int8 NOT NULL,
    to_ms int8 NOT NULL,
    why text NOT NULL,                  -- ingest, undo, preference, zone, replay
    PRIMARY KEY (user_id, metric, from_ms, to_ms, why)
);

-- Each source's own days, but for days on which it is the only source with anything: those stand in
-- `daily` alone (flag 128). Columns of all day tables stand from wide to narrow, so that rows have no holes.
CREATE TABLE daily_by_source (
    user_id uuid NOT NULL,
    value float8 NOT NULL,
    least float8,
    greatest float8,
    day date NOT NULL,
    source_id int4 NOT NULL,
    n int4 NOT NULL,
    metric text NOT NULL,
    PRIMARY KEY (user_id, metric, source_id, day)
);

CREATE TABLE daily (
    user_id uuid NOT NULL,
    value float8,
    least float8,
    greatest float8,
    believed_from timestamptz NOT NULL,
    day date NOT NULL,
    n int4 NOT NULL,
    source_id int4,                     -- largest contributor
    quality float4,
    flags int4 NOT NULL DEFAULT 0,      -- bit set, see resolution/model.py
    metric text NOT NULL,
    cause text NOT NULL,
    sources int4[],                     -- all contributors, best rank first; null: source_id alone
    used float8[],                      -- what each of them contributed; null: value
    PRIMARY KEY (user_id, metric, day)
);

CREATE TABLE daily_versions (
    user_id uuid NOT NULL,
    value float8,
    least float8,
    greatest float8,
    believed_from timestamptz NOT NULL,
    believed_to timestamptz NOT NULL,
    day date NOT NULL,
    n int4 NOT NULL,
    source_id int4,
    quality float4,
    flags int4 NOT NULL,
    metric text NOT NULL,
    cause text NOT NULL,                -- why it ended: ingest, undo, preference, zone, replay
    sources int4[],
    used float8[],
    PRIMARY KEY (user_id, metric, day, believed_from)
);

CREATE TABLE latest (
    user_id uuid NOT NULL,
    metric text NOT NULL,
    source_id int4 NOT NULL,
    at_ms int8 NOT NULL,
    value float8 NOT NULL,
    usual_interval_ms int8,             -- median distance between this source's values
    PRIMARY KEY (user_id, metric, source_id)
);

-- When a person's days were last current with no import running: answers born later are states inside a
-- running import and no versions.
CREATE TABLE settled (
    user_id uuid PRIMARY KEY,
    at timestamptz NOT NULL
);

-- Resolved nights and naps, by the local day of the final wake.
CREATE TABLE nights (
    user_id uuid NOT NULL,
    day date NOT NULL,
    start_ms int8 NOT NULL,
    end_ms int8 NOT NULL,
    main boolean NOT NULL,
    source_id int4 NOT NULL,
    zone text NOT NULL,
    in_bed_from_ms int8,
    in_bed_to_ms int8,
    minutes float8[] NOT NULL,          -- by stage, in the order of the states of sleep_stage
    stage_starts int4[] NOT NULL,       -- ms from start_ms
    stage_durations int4[] NOT NULL,
    stages int2[] NOT NULL,
    others jsonb NOT NULL,              -- the sessions of other sources joined to this night
    PRIMARY KEY (user_id, day, start_ms)
);

-- Resolved workouts: the same effort by several sources is one row.
CREATE TABLE resolved_workouts (
    user_id uuid NOT NULL,
    workout_id uuid NOT NULL,           -- the best-ranked record's
    day date NOT NULL,
    start_ms int8 NOT NULL,
    end_ms int8 NOT NULL,
    record_key bytea NOT NULL,
    members jsonb NOT NULL,             -- records joined, with rank and what each gave
    attributes jsonb NOT NULL,          -- totals with the source of each
    flags int4 NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, workout_id)
);
CREATE INDEX resolved_workouts_by_day ON resolved_workouts (user_id, day, start_ms);

-- ---------------------------------------------------------------- work

CREATE TABLE job_progress (
    user_id uuid NOT NULL,
    job_id uuid NOT NULL,               -- an import's id, or of another long work
    kind text NOT NULL,                 -- import, preview, undo, recompute, replay
    phase text NOT NULL,                -- upload, read, match, store, recalculate, done, failed
    done int8 NOT NULL,
    total int8,
    records int8 NOT NULL DEFAULT 0,
    rate float8,                        -- records a second
    seconds_left float8,
    message text NOT NULL DEFAULT '',
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, job_id)
);

-- What the scheduler must see of everybody: no health data, no row security.
CREATE TABLE work_due (
    person uuid NOT NULL,
    kind text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (person, kind)
);

-- ---------------------------------------------------------------- the keys between tables

ALTER TABLE credentials ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE sessions ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE api_tokens ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE data_keys ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE sources ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE series ADD FOREIGN KEY (user_id, source_id) REFERENCES sources ON DELETE CASCADE;
ALTER TABLE ingests ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;

-- ---------------------------------------------------------------- views for people who query by SQL

CREATE VIEW health_metrics WITH (security_invoker = true) AS
SELECT o.user_id,
       s.metric AS metric_type,
       v.value,
       o.day::timestamp AT TIME ZONE 'UTC' + v.start * interval '1 millisecond' AS timestamp,
       src.name AS data_source,
       d.quality AS quality_score,
       coalesce(s.source_id = ANY (d.sources), s.source_id = d.source_id, false) AS is_primary
FROM observation_days o
JOIN series s USING (user_id, series_id)
JOIN sources src ON src.user_id = s.user_id AND src.source_id = s.source_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN cardinality(o.starts) = 1 THEN o.starts[1] ELSE o.starts[i] END AS start,
           CASE WHEN cardinality(o."values") = 1 THEN o."values"[1] ELSE o."values"[i] END AS value
    FROM generate_series(1, o.n) AS i
) v
LEFT JOIN LATERAL (
    SELECT z.zone FROM zone_history z
    WHERE z.user_id = o.user_id AND z.believed_to IS NULL
      AND z.from_ms <= (extract(epoch FROM o.day::timestamp) * 1000)::int8 + v.start
    ORDER BY z.from_ms DESC LIMIT 1
) zone ON true
JOIN users u ON u.user_id = o.user_id
LEFT JOIN daily d ON d.user_id = o.user_id AND d.metric = s.metric
    AND d.day = CASE WHEN s.grain = 'daily' THEN o.day
        ELSE ((o.day::timestamp AT TIME ZONE 'UTC' + v.start * interval '1 millisecond')
              AT TIME ZONE coalesce(zone.zone, u.time_zone))::date END;

-- ---------------------------------------------------------------- row security

DO $$
DECLARE t text;
BEGIN
    FOREACH t IN ARRAY ARRAY[
        'users', 'credentials', 'sessions', 'api_tokens', 'data_keys', 'sources', 'source_names', 'series',
        'zone_history', 'zone_evidence', 'ingests', 'import_checkpoints', 'blobs', 'raw_pages',
        'apple_health_data', 'other_data', 'quarantine', 'unmapped_types', 'observation_days',
        'observation_day_versions', 'incoming_days', 'ingest_pages', 'health_events', 'workouts',
        'record_streams', 'source_preferences', 'changed_spans', 'daily_by_source', 'daily',
        'daily_versions', 'latest', 'settled', 'nights', 'resolved_workouts', 'job_progress']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY person ON %I USING (user_id = nullif(current_setting(''salus.uid'', true), '''')::uuid)
             WITH CHECK (user_id = nullif(current_setting(''salus.uid'', true), '''')::uuid)', t);
    END LOOP;
END $$;

-- Found before the person is known: by the hash of the secret that was shown.
CREATE POLICY lookup ON sessions FOR SELECT
    USING (token_hash = nullif(current_setting('salus.lookup', true), ''));
CREATE POLICY lookup ON api_tokens FOR SELECT
    USING (token_hash = nullif(current_setting('salus.lookup', true), ''));

-- The owner's commands list and disable people; they see no health data.
CREATE POLICY administration ON users FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY administration_change ON users FOR UPDATE TO CURRENT_USER USING (true) WITH CHECK (true);

GRANT SELECT, INSERT, UPDATE, DELETE ON
    users, credentials, sessions, api_tokens, logins, throttles, data_keys, sources, source_names, series,
    zone_history, zone_evidence, ingests, import_checkpoints, blobs, raw_pages, quarantine, unmapped_types,
    observation_days, observation_day_versions, incoming_days, ingest_pages, health_events, workouts,
    record_streams, source_preferences, changed_spans, daily_by_source, daily, daily_versions, latest,
    settled, nights, resolved_workouts, job_progress, work_due
TO salus_app;
GRANT SELECT ON health_metrics TO salus_app;
