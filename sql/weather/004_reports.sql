-- Reports in the order of their time, found by any words and marks.

-- The order of time is that of the primary key, which every index and the
-- index of words end in: each filter gives its reports newest first without
-- sorting.
CREATE TABLE report_new (
	-- created_ms * 32768, and a number within that millisecond
	id          INTEGER PRIMARY KEY
	            CHECK (id BETWEEN -62167219200000 * 32768
	                          AND 253402300799999 * 32768 + 32767),
	-- UUIDv7, lower case: the id that strangers see
	uuid        TEXT NOT NULL UNIQUE CHECK (length(uuid) = 36),
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
	version     INTEGER NOT NULL DEFAULT 1 CHECK (version > 0)
) STRICT;
INSERT INTO report_new (id, uuid, owner_id, updated_ms, description, city,
       city_key, state, country, version)
SELECT created_ms * 32768 - 1 +
       row_number() OVER (PARTITION BY created_ms ORDER BY uuid),
       uuid, owner_id, created_ms, description, city, city_key, state,
       country, version
  FROM report;
DROP TABLE report;
ALTER TABLE report_new RENAME TO report;
CREATE INDEX report_owner ON report (owner_id);

-- What a report is found by.  marks are single words: o and the owner's
-- number, c and the hexadecimal bytes of city_key, s and the state, n and the
-- country (nation).
CREATE VIEW report_words AS
SELECT id, uuid, description, city,
       'o' || owner_id || ' c' || hex(city_key) || ' s' || state ||
       ' n' || country AS marks
  FROM report;

-- The index of these words.  Any of them together are intersected in the
-- order of rowid, which is report.id.  Nothing else is kept (content=''), so
-- a row leaves by the words it came with, before the report changes.  Not by
-- triggers: SQLite 3.40 lets none touch such a table in a schema that is not
-- trusted.
CREATE VIRTUAL TABLE report_fts USING fts5 (
	description, city, marks,
	content='', columnsize=0, detail=column,
	tokenize="unicode61 remove_diacritics 2"
);
INSERT INTO report_fts (rowid, description, city, marks)
SELECT id, description, city, marks FROM report_words;

-- A number that names one content of a table: a new random one with every
-- change, since a counter would give the same numbers again after a backup
-- was restored.
UPDATE revision SET value = random() WHERE topic = 'report';

CREATE TRIGGER report_inserted AFTER INSERT ON report BEGIN
	UPDATE revision SET value = random() WHERE topic = 'report';
END;
CREATE TRIGGER report_updated AFTER UPDATE ON report BEGIN
	UPDATE revision SET value = random() WHERE topic = 'report';
END;

-- Stored answers that tell of a report: which one, else NULL.
ALTER TABLE idempotency ADD COLUMN report TEXT;
CREATE INDEX idempotency_report ON idempotency (report)
	WHERE report IS NOT NULL;

-- Nothing of a report outlives it, the answer to its POST neither; what stays
-- of that keeps a repeated request from making the report anew.
CREATE TRIGGER report_deleted AFTER DELETE ON report BEGIN
	UPDATE idempotency
	   SET status = 410, headers = '', content_type = '', body = x''
	 WHERE report = old.uuid;
	UPDATE revision SET value = random() WHERE topic = 'report';
END;

-- The id that strangers see of a caller, '' for rows that others made.
ALTER TABLE principal ADD COLUMN public_id TEXT NOT NULL DEFAULT '';
UPDATE principal SET public_id = principal_public_id(issuer, tenant, identity);
CREATE UNIQUE INDEX principal_public ON principal (public_id)
	WHERE public_id <> '';

PRAGMA user_version = 4;
