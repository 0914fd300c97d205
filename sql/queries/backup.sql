-- :database backup

-- No index, no reference: the rows are only carried.
-- :backup_denied_create
CREATE TABLE denied (
	issuer     TEXT NOT NULL,
	kind       INTEGER NOT NULL,
	value      TEXT NOT NULL,
	before     INTEGER NOT NULL,
	created_at INTEGER NOT NULL
) STRICT

-- :backup_denied_add
INSERT INTO denied (issuer, kind, value, before, created_at)
VALUES (?1, ?2, ?3, ?4, ?5)

-- :backup_denied_each
SELECT issuer, kind, value, before, created_at FROM denied

-- :backup_denied_exists
SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'denied'

-- :backup_denied_drop
DROP TABLE IF EXISTS denied

-- :backup_denied_count
SELECT count(*) FROM denied

-- :backup_reports_count
SELECT count(*) FROM report

-- :backup_observations_count
SELECT count(*) FROM observation

-- :backup_checkpoint
PRAGMA wal_checkpoint(TRUNCATE)
