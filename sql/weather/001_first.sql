-- weather.db: what people measured and saw.  *_at are seconds since 1970 UTC,
-- *_ms milliseconds.  Places are written as people wrote them (city) and
-- found by their folded name (city_key).

-- 'WEAT': tells this database from a stranger's SQLite file.
PRAGMA application_id = 1464156500;

-- Callers who own rows.
CREATE TABLE principal (
	id         INTEGER PRIMARY KEY,
	-- canonical issuer of the tokens
	issuer     TEXT NOT NULL CHECK (issuer <> ''),
	-- '' where the issuer has no tenants
	tenant     TEXT NOT NULL,
	-- value of the issuer's identity claim
	identity   TEXT NOT NULL CHECK (identity <> ''),
	created_at INTEGER NOT NULL,
	UNIQUE (issuer, tenant, identity)
) STRICT;

-- Somebody who measures at a place.
CREATE TABLE observer (
	id         INTEGER PRIMARY KEY,
	owner_id   INTEGER NOT NULL REFERENCES principal (id),
	-- as the owner first wrote it
	city       TEXT NOT NULL CHECK (city <> ''),
	city_key   TEXT NOT NULL CHECK (city_key <> ''),
	-- '' when not said
	state      TEXT NOT NULL DEFAULT ''
	           CHECK (state = '' OR state GLOB '[A-Z][A-Z]'),
	country    TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),
	created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX observer_owner
	ON observer (owner_id, country, city_key, state);
CREATE INDEX observer_place ON observer (country, city_key, state);

-- Readings of instruments.  Measured values are scaled integers (exact sums,
-- exact round trips), NULL where nobody measured; the limits are the hard
-- limits of weather/observation.
CREATE TABLE observation (
	observer_id INTEGER NOT NULL
	            REFERENCES observer (id) ON DELETE CASCADE,
	-- 1900 to 2100
	observed_at INTEGER NOT NULL
	            CHECK (observed_at BETWEEN -2208988800 AND 4102444800),
	received_at INTEGER NOT NULL,
	-- how it came: 1 api, 2 import, 3 demo
	source      INTEGER NOT NULL CHECK (source > 0),
	-- 1, and one more with every replacement
	revision    INTEGER NOT NULL DEFAULT 1 CHECK (revision > 0),
	-- bit n: the n-th measured column is outside its soft limits
	flagged     INTEGER NOT NULL DEFAULT 0 CHECK (flagged >= 0),
	-- seconds of averaging or collecting that end at observed_at
	interval_s  INTEGER CHECK (interval_s BETWEEN 0 AND 86400),
	-- 0.01 degC
	temp        INTEGER CHECK (temp BETWEEN -9500 AND 6500),
	-- 0.01 degC
	dew_point   INTEGER CHECK (dew_point BETWEEN -9900 AND 4000),
	-- 0.1 %
	humidity    INTEGER CHECK (humidity BETWEEN 0 AND 1000),
	-- Pa, at the instrument
	pressure_station INTEGER
	            CHECK (pressure_station BETWEEN 30000 AND 110000),
	-- Pa, reduced to mean sea level
	pressure_msl INTEGER CHECK (pressure_msl BETWEEN 84000 AND 110000),
	-- 0.01 m/s
	wind_speed  INTEGER CHECK (wind_speed BETWEEN 0 AND 13000),
	-- degrees where the wind comes from; 360 is north
	wind_dir    INTEGER CHECK (wind_dir BETWEEN 0 AND 360),
	-- 0.01 m/s
	wind_gust   INTEGER CHECK (wind_gust BETWEEN 0 AND 15000),
	-- degrees
	wind_gust_dir INTEGER CHECK (wind_gust_dir BETWEEN 0 AND 360),
	-- 0.01 mm within interval_s
	precip      INTEGER CHECK (precip BETWEEN 0 AND 200000),
	-- 0.01 mm/h
	precip_rate INTEGER CHECK (precip_rate BETWEEN 0 AND 240000),
	-- mm
	snow_depth  INTEGER CHECK (snow_depth BETWEEN 0 AND 15000),
	-- mm of new snow within interval_s
	snowfall    INTEGER CHECK (snowfall BETWEEN 0 AND 3000),
	-- m
	visibility  INTEGER CHECK (visibility BETWEEN 0 AND 200000),
	-- %
	cloud_cover INTEGER CHECK (cloud_cover BETWEEN 0 AND 100),
	-- 0.1
	uv_index    INTEGER CHECK (uv_index BETWEEN 0 AND 500),
	-- W/m2
	solar       INTEGER CHECK (solar BETWEEN -10 AND 2000),
	-- WMO 4677
	weather_code INTEGER CHECK (weather_code BETWEEN 0 AND 99),
	-- JSON object of further numbers.  No json_valid(): SQLite does not
	-- count it among the functions that a schema may call untrusted.
	extra       TEXT CHECK (extra GLOB '{*}'),
	PRIMARY KEY (observer_id, observed_at)
) STRICT, WITHOUT ROWID;

-- What people saw, in words.
CREATE TABLE report (
	id          INTEGER PRIMARY KEY,
	-- UUIDv7, lower case: the id that strangers see
	uuid        TEXT NOT NULL UNIQUE CHECK (length(uuid) = 36),
	owner_id    INTEGER NOT NULL REFERENCES principal (id),
	-- years 0 to 9999, as RFC 3339 can print them
	created_ms  INTEGER NOT NULL
	            CHECK (created_ms BETWEEN -62167219200000 AND 253402300799999),
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
CREATE INDEX report_newest ON report (created_ms DESC, uuid DESC);
CREATE INDEX report_owner ON report (owner_id, created_ms DESC, uuid DESC);
CREATE INDEX report_place
	ON report (country, city_key, created_ms DESC, uuid DESC);

-- Answers to requests with an Idempotency-Key.
CREATE TABLE idempotency (
	principal_id INTEGER NOT NULL
	             REFERENCES principal (id) ON DELETE CASCADE,
	key          TEXT NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
	-- SHA-256 of method, path and body of the request
	fingerprint  BLOB NOT NULL CHECK (length(fingerprint) = 32),
	status       INTEGER NOT NULL CHECK (status BETWEEN 200 AND 599),
	-- "Name: value" lines, each ended by a newline
	headers      TEXT NOT NULL,
	content_type TEXT NOT NULL,
	body         BLOB NOT NULL,
	expires_at   INTEGER NOT NULL,
	PRIMARY KEY (principal_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_expiry ON idempotency (expires_at);

-- Numbers that grow with every change of a topic; ETags are made of them.
CREATE TABLE revision (
	-- name of a table
	topic TEXT PRIMARY KEY,
	value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO revision (topic, value) VALUES ('report', 1);

CREATE TRIGGER report_inserted AFTER INSERT ON report BEGIN
	UPDATE revision SET value = value + 1 WHERE topic = 'report';
END;
CREATE TRIGGER report_updated AFTER UPDATE ON report BEGIN
	UPDATE revision SET value = value + 1 WHERE topic = 'report';
END;
CREATE TRIGGER report_deleted AFTER DELETE ON report BEGIN
	UPDATE revision SET value = value + 1 WHERE topic = 'report';
END;

PRAGMA user_version = 1;
