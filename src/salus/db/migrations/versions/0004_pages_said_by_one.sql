-- A page of which one ingest alone has spoken says so itself: it needs no row in ingest_pages. Looking for
-- the rows of a page must be quick, looking for those of an ingest reads the person's.

ALTER TABLE ingest_pages DROP CONSTRAINT ingest_pages_pkey;
ALTER TABLE ingest_pages ADD PRIMARY KEY (user_id, series_id, day, ingest_no);

-- Nothing reads the pages of a day across series.
DROP INDEX observation_days_by_day;

-- The same file imported again says nothing of its own: it stands behind the ingest that it repeats.
ALTER TABLE ingests ADD COLUMN repeats int4;
