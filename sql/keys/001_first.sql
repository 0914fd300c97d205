-- keys.db: whom the service trusts.  Apart from weather.db, so that nothing
-- that writes weather can plant a key.  Times are seconds since 1970 UTC.

-- 'WKEY': tells this database from a stranger's SQLite file.
PRAGMA application_id = 1464550745;

-- The signing keys of an issuer as they came.
CREATE TABLE key_set (
	id          INTEGER PRIMARY KEY,
	-- "NAME URL": section of the configuration and URL a fetch starts at
	source      TEXT NOT NULL UNIQUE CHECK (source <> ''),
	-- value of generation when the row was written
	generation  INTEGER NOT NULL,
	-- where the key set is: from the metadata, or configured
	jwks_uri    TEXT NOT NULL,
	-- when the metadata was fetched; 0: never
	metadata_at INTEGER NOT NULL,
	-- last success, answers 304 included; 0: never
	fetched_at  INTEGER NOT NULL,
	fresh_until INTEGER NOT NULL,
	-- of the key set's answer; '' for none
	etag        TEXT NOT NULL,
	-- JSON Web Key Set (RFC 7517)
	body        BLOB NOT NULL,
	-- of body: a damaged row counts as none
	sha256      BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;

-- One number that changes with every change of key_set.
CREATE TABLE generation (
	id    INTEGER PRIMARY KEY CHECK (id = 1),
	value INTEGER NOT NULL
) STRICT;
INSERT INTO generation (id, value) VALUES (1, 1);

-- The right to fetch, one row per source for all processes together.
CREATE TABLE key_refresh (
	source       TEXT PRIMARY KEY CHECK (source <> ''),
	-- random text of the attempt that holds the lease; '': nobody
	lease_owner  TEXT NOT NULL DEFAULT '',
	-- 0: nobody fetches
	lease_until  INTEGER NOT NULL DEFAULT 0,
	-- budget of scheduled fetches: not before
	refresh_next INTEGER NOT NULL DEFAULT 0,
	-- budget of fetches for an unknown kid: not before
	unknown_next INTEGER NOT NULL DEFAULT 0,
	-- in a row
	failures     INTEGER NOT NULL DEFAULT 0,
	last_attempt INTEGER NOT NULL DEFAULT 0,
	-- '' when the last attempt succeeded
	last_error   TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- Tokens that are refused although they verify.
CREATE TABLE denied (
	-- canonical issuer of the tokens
	issuer     TEXT NOT NULL,
	-- what value is: 1 token id (jti, uti), 2 subject, 3 client
	kind       INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
	value      TEXT NOT NULL CHECK (value <> ''),
	-- of a subject: tokens issued before it; the greatest integer: all
	before     INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	PRIMARY KEY (issuer, kind, value)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 1;
