-- A report is found by the time that its uuid begins with, which is that of
-- its row; so an insert writes one page, where an index of uuids was another.
DROP VIEW report_words;
CREATE TABLE report_new (
	-- created_ms * 32768, and a number within that millisecond
	id          INTEGER PRIMARY KEY
	            CHECK (id BETWEEN -62167219200000 * 32768
	                          AND 253402300799999 * 32768 + 32767),
	-- UUIDv7, lower case: the id that strangers see
	uuid        TEXT NOT NULL CHECK (length(uuid) = 36),
	owner_id    INTEGER NOT NULL REFERENCES principal (id),
	-- years 0 to 9999, as RFC 3339 can print them
	created_ms  INTEGER NOT NULL GENERATED ALWAYS AS (id >> 15) VIRTUAL,
	-- of the last change; created_ms when there was none
	updated_ms  INTEGER NOT NULL
	            CHECK (updated_ms BETWEEN -62167219200000 AND 253402300799999),
	description TEXT NOT NULL
	            CHECK (length(description) BETWEEN 1 AND 4000),
	city        TEXT NOT NULL CHECK (city <> ''),
	city_key    TEXT NOT NULL CHECK (city_key <> ''),
	-- '' when not said
	state       TEXT NOT NULL DEFAULT ''
	            CHECK (state = '' OR state GLOB '[A-Z][A-Z]'),
	country     TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),
	-- 1, and one more with every change
	version     INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
	-- 0 only for one of the first 64 of the millisecond that its uuid names;
	-- the others, as imports bring them, have an index
	stray       INTEGER NOT NULL DEFAULT 1 CHECK (stray BETWEEN 0 AND 1)
) STRICT;
INSERT INTO report_new (id, uuid, owner_id, updated_ms, description, city,
       city_key, state, country, version, stray)
SELECT id, uuid, owner_id, updated_ms, description, city, city_key, state,
       country, version,
       id & 32767 > 63
       OR substr(uuid, 1, 13) <>
          printf('%08x-%04x', id >> 31, id >> 15 & 65535)
  FROM report
 ORDER BY id;
DROP TABLE report;
ALTER TABLE report_new RENAME TO report;

CREATE UNIQUE INDEX report_stray ON report (uuid) WHERE stray = 1;

-- As they were.
CREATE VIEW report_words AS
SELECT id, uuid, description, city,
       'o' || owner_id || ' c' || hex(city_key) || ' s' || state ||
       ' n' || country AS marks
  FROM report;
CREATE TRIGGER report_updated AFTER UPDATE ON report BEGIN
	UPDATE revision SET value = random() WHERE topic = 'report';
END;
CREATE TRIGGER report_deleted AFTER DELETE ON report BEGIN
	UPDATE idempotency
	   SET status = 410, headers = '', content_type = '', body = x''
	 WHERE report = old.uuid;
	UPDATE revision SET value = random() WHERE topic = 'report';
END;
CREATE TRIGGER report_uncounted AFTER DELETE ON report
WHEN old.id <= (SELECT value FROM revision WHERE topic = 'indexed') BEGIN
	UPDATE principal SET reports = reports - 1 WHERE id = old.owner_id;
END;

PRAGMA user_version = 11;
