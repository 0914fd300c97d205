-- What weather providers said, and the right to ask them.

-- One row per provider and place that somebody asked for.  Strangers choose
-- the names, so that rows are few (store/upstream.h) and old ones go.
CREATE TABLE upstream (
	id          INTEGER PRIMARY KEY,
	-- as the configuration names it
	provider    TEXT NOT NULL CHECK (provider <> ''),
	country     TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),
	city_key    TEXT NOT NULL CHECK (city_key <> ''),
	-- '' when not said
	state       TEXT NOT NULL DEFAULT ''
	            CHECK (state = '' OR state GLOB '[A-Z][A-Z]'),
	-- of the last question
	asked_at    INTEGER NOT NULL,
	-- random text of the question that is under way; '': none
	lease_owner TEXT NOT NULL DEFAULT '',
	-- 0: nobody asks
	lease_until INTEGER NOT NULL DEFAULT 0,
	-- no question about this place before; 0: at any time
	not_before  INTEGER NOT NULL DEFAULT 0,
	-- enum upstream_problem of the last answer
	problem     INTEGER NOT NULL DEFAULT 0,
	-- when what follows came; 0: never
	fetched_at  INTEGER NOT NULL DEFAULT 0,
	-- in the provider's words
	found_city    TEXT NOT NULL DEFAULT '',
	found_country TEXT NOT NULL DEFAULT '',
	-- 0.00001 degrees
	lat         INTEGER CHECK (lat BETWEEN -9000000 AND 9000000),
	lon         INTEGER CHECK (lon BETWEEN -18000000 AND 18000000),
	-- 0.01 degC
	feels_like  INTEGER CHECK (feels_like BETWEEN -9500 AND 6500),
	temp_min    INTEGER CHECK (temp_min BETWEEN -9500 AND 6500),
	temp_max    INTEGER CHECK (temp_max BETWEEN -9500 AND 6500),
	-- this and what follows as in observation
	observed_at INTEGER
	            CHECK (observed_at BETWEEN -2208988800 AND 4102444800),
	interval_s  INTEGER CHECK (interval_s BETWEEN 0 AND 86400),
	temp        INTEGER CHECK (temp BETWEEN -9500 AND 6500),
	dew_point   INTEGER CHECK (dew_point BETWEEN -9900 AND 4000),
	humidity    INTEGER CHECK (humidity BETWEEN 0 AND 1000),
	pressure_station INTEGER
	            CHECK (pressure_station BETWEEN 30000 AND 110000),
	pressure_msl INTEGER CHECK (pressure_msl BETWEEN 84000 AND 110000),
	wind_speed  INTEGER CHECK (wind_speed BETWEEN 0 AND 13000),
	wind_dir    INTEGER CHECK (wind_dir BETWEEN 0 AND 360),
	wind_gust   INTEGER CHECK (wind_gust BETWEEN 0 AND 15000),
	wind_gust_dir INTEGER CHECK (wind_gust_dir BETWEEN 0 AND 360),
	precip      INTEGER CHECK (precip BETWEEN 0 AND 200000),
	precip_rate INTEGER CHECK (precip_rate BETWEEN 0 AND 240000),
	snow_depth  INTEGER CHECK (snow_depth BETWEEN 0 AND 15000),
	snowfall    INTEGER CHECK (snowfall BETWEEN 0 AND 3000),
	visibility  INTEGER CHECK (visibility BETWEEN 0 AND 200000),
	cloud_cover INTEGER CHECK (cloud_cover BETWEEN 0 AND 100),
	uv_index    INTEGER CHECK (uv_index BETWEEN 0 AND 500),
	solar       INTEGER CHECK (solar BETWEEN -10 AND 2000),
	weather_code INTEGER CHECK (weather_code BETWEEN 0 AND 99),
	UNIQUE (provider, country, city_key, state)
) STRICT;
CREATE INDEX upstream_asked ON upstream (asked_at);

-- The right to ask a provider at all, for all processes together.
CREATE TABLE upstream_right (
	provider     TEXT PRIMARY KEY CHECK (provider <> ''),
	-- minutes since 1970, and the requests in that one
	minute       INTEGER NOT NULL DEFAULT 0,
	minute_count INTEGER NOT NULL DEFAULT 0,
	-- days since 1970, and the requests in that one
	day          INTEGER NOT NULL DEFAULT 0,
	day_count    INTEGER NOT NULL DEFAULT 0,
	-- no question before; 0: at any time
	not_before   INTEGER NOT NULL DEFAULT 0,
	-- in a row
	failures     INTEGER NOT NULL DEFAULT 0,
	failed_at    INTEGER NOT NULL DEFAULT 0,
	-- enum upstream_problem of the last failure
	problem      INTEGER NOT NULL DEFAULT 0,
	-- '' when the last question was answered
	last_error   TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 2;
