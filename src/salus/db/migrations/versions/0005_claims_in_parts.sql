-- Who wrote under which name is kept a flush at a time and put together at the end of a file: writing it whole
-- at each flush would cost the square of the file's length.

ALTER TABLE source_names ADD COLUMN part int4 NOT NULL DEFAULT 0;      -- 0: put together
ALTER TABLE source_names DROP CONSTRAINT source_names_pkey;
ALTER TABLE source_names ADD PRIMARY KEY (user_id, road, name, source_id, ingest_no, part);
