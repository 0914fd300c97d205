-- What is newest of each observer: a number that names one state of its
-- observations (entity tags are made of it), and where its newest values are,
-- so that the weather of a place is read without reading a day of rows.

-- a new random number with every observation added, replaced or deleted; a
-- counter would come to the same numbers again after a backup was restored
ALTER TABLE observer ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
-- observed_at of the newest observation; NULL without any
ALTER TABLE observer ADD COLUMN newest_at INTEGER;
-- observed_at of the newest observation that has the value, not flagged; NULL
-- without any
ALTER TABLE observer ADD COLUMN temp_at INTEGER;
ALTER TABLE observer ADD COLUMN dew_point_at INTEGER;
ALTER TABLE observer ADD COLUMN humidity_at INTEGER;
ALTER TABLE observer ADD COLUMN pressure_station_at INTEGER;
ALTER TABLE observer ADD COLUMN pressure_msl_at INTEGER;
ALTER TABLE observer ADD COLUMN wind_speed_at INTEGER;
ALTER TABLE observer ADD COLUMN wind_dir_at INTEGER;
ALTER TABLE observer ADD COLUMN wind_gust_at INTEGER;
ALTER TABLE observer ADD COLUMN wind_gust_dir_at INTEGER;
ALTER TABLE observer ADD COLUMN precip_at INTEGER;
ALTER TABLE observer ADD COLUMN precip_rate_at INTEGER;
ALTER TABLE observer ADD COLUMN snow_depth_at INTEGER;
ALTER TABLE observer ADD COLUMN snowfall_at INTEGER;
ALTER TABLE observer ADD COLUMN visibility_at INTEGER;
ALTER TABLE observer ADD COLUMN cloud_cover_at INTEGER;
ALTER TABLE observer ADD COLUMN uv_index_at INTEGER;
ALTER TABLE observer ADD COLUMN solar_at INTEGER;
ALTER TABLE observer ADD COLUMN weather_code_at INTEGER;

DROP INDEX observer_place;
CREATE INDEX observer_newest ON observer (place_id, newest_at DESC);

UPDATE observer
   SET revision = random(),
       newest_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id),
       temp_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND temp IS NOT NULL AND NOT flagged & 1),
       dew_point_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND dew_point IS NOT NULL AND NOT flagged & 2),
       humidity_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND humidity IS NOT NULL AND NOT flagged & 4),
       pressure_station_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND pressure_station IS NOT NULL AND NOT flagged & 8),
       pressure_msl_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND pressure_msl IS NOT NULL AND NOT flagged & 16),
       wind_speed_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND wind_speed IS NOT NULL AND NOT flagged & 32),
       wind_dir_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND wind_dir IS NOT NULL AND NOT flagged & 64),
       wind_gust_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND wind_gust IS NOT NULL AND NOT flagged & 128),
       wind_gust_dir_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND wind_gust_dir IS NOT NULL AND NOT flagged & 256),
       precip_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND precip IS NOT NULL AND NOT flagged & 512),
       precip_rate_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND precip_rate IS NOT NULL AND NOT flagged & 1024),
       snow_depth_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND snow_depth IS NOT NULL AND NOT flagged & 2048),
       snowfall_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND snowfall IS NOT NULL AND NOT flagged & 4096),
       visibility_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND visibility IS NOT NULL AND NOT flagged & 8192),
       cloud_cover_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND cloud_cover IS NOT NULL AND NOT flagged & 16384),
       uv_index_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND uv_index IS NOT NULL AND NOT flagged & 32768),
       solar_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND solar IS NOT NULL AND NOT flagged & 65536),
       weather_code_at = (SELECT max(observed_at) FROM observation
	WHERE observer_id = observer.id
	      AND weather_code IS NOT NULL AND NOT flagged & 131072);

CREATE TRIGGER observation_inserted AFTER INSERT ON observation BEGIN
	UPDATE observer
	   SET revision = random(),
	       newest_at = CASE WHEN newest_at > new.observed_at
		THEN newest_at ELSE new.observed_at END,
	       temp_at = CASE WHEN new.temp IS NULL
		OR new.flagged & 1 OR temp_at > new.observed_at
		THEN temp_at ELSE new.observed_at END,
	       dew_point_at = CASE WHEN new.dew_point IS NULL
		OR new.flagged & 2 OR dew_point_at > new.observed_at
		THEN dew_point_at ELSE new.observed_at END,
	       humidity_at = CASE WHEN new.humidity IS NULL
		OR new.flagged & 4 OR humidity_at > new.observed_at
		THEN humidity_at ELSE new.observed_at END,
	       pressure_station_at = CASE WHEN new.pressure_station IS NULL
		OR new.flagged & 8 OR pressure_station_at > new.observed_at
		THEN pressure_station_at ELSE new.observed_at END,
	       pressure_msl_at = CASE WHEN new.pressure_msl IS NULL
		OR new.flagged & 16 OR pressure_msl_at > new.observed_at
		THEN pressure_msl_at ELSE new.observed_at END,
	       wind_speed_at = CASE WHEN new.wind_speed IS NULL
		OR new.flagged & 32 OR wind_speed_at > new.observed_at
		THEN wind_speed_at ELSE new.observed_at END,
	       wind_dir_at = CASE WHEN new.wind_dir IS NULL
		OR new.flagged & 64 OR wind_dir_at > new.observed_at
		THEN wind_dir_at ELSE new.observed_at END,
	       wind_gust_at = CASE WHEN new.wind_gust IS NULL
		OR new.flagged & 128 OR wind_gust_at > new.observed_at
		THEN wind_gust_at ELSE new.observed_at END,
	       wind_gust_dir_at = CASE WHEN new.wind_gust_dir IS NULL
		OR new.flagged & 256 OR wind_gust_dir_at > new.observed_at
		THEN wind_gust_dir_at ELSE new.observed_at END,
	       precip_at = CASE WHEN new.precip IS NULL
		OR new.flagged & 512 OR precip_at > new.observed_at
		THEN precip_at ELSE new.observed_at END,
	       precip_rate_at = CASE WHEN new.precip_rate IS NULL
		OR new.flagged & 1024 OR precip_rate_at > new.observed_at
		THEN precip_rate_at ELSE new.observed_at END,
	       snow_depth_at = CASE WHEN new.snow_depth IS NULL
		OR new.flagged & 2048 OR snow_depth_at > new.observed_at
		THEN snow_depth_at ELSE new.observed_at END,
	       snowfall_at = CASE WHEN new.snowfall IS NULL
		OR new.flagged & 4096 OR snowfall_at > new.observed_at
		THEN snowfall_at ELSE new.observed_at END,
	       visibility_at = CASE WHEN new.visibility IS NULL
		OR new.flagged & 8192 OR visibility_at > new.observed_at
		THEN visibility_at ELSE new.observed_at END,
	       cloud_cover_at = CASE WHEN new.cloud_cover IS NULL
		OR new.flagged & 16384 OR cloud_cover_at > new.observed_at
		THEN cloud_cover_at ELSE new.observed_at END,
	       uv_index_at = CASE WHEN new.uv_index IS NULL
		OR new.flagged & 32768 OR uv_index_at > new.observed_at
		THEN uv_index_at ELSE new.observed_at END,
	       solar_at = CASE WHEN new.solar IS NULL
		OR new.flagged & 65536 OR solar_at > new.observed_at
		THEN solar_at ELSE new.observed_at END,
	       weather_code_at = CASE WHEN new.weather_code IS NULL
		OR new.flagged & 131072 OR weather_code_at > new.observed_at
		THEN weather_code_at ELSE new.observed_at END
	 WHERE id = new.observer_id;
END;

-- An update never changes the key.  What was newest is looked for anew only
-- where it is no longer there.
CREATE TRIGGER observation_updated AFTER UPDATE ON observation BEGIN
	UPDATE observer
	   SET revision = random(),
	       temp_at = CASE
		WHEN temp_at > old.observed_at THEN temp_at
		WHEN new.temp IS NOT NULL AND NOT new.flagged & 1
		THEN old.observed_at
		WHEN temp_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND temp IS NOT NULL AND NOT flagged & 1)
		ELSE temp_at END,
	       dew_point_at = CASE
		WHEN dew_point_at > old.observed_at THEN dew_point_at
		WHEN new.dew_point IS NOT NULL AND NOT new.flagged & 2
		THEN old.observed_at
		WHEN dew_point_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND dew_point IS NOT NULL AND NOT flagged & 2)
		ELSE dew_point_at END,
	       humidity_at = CASE
		WHEN humidity_at > old.observed_at THEN humidity_at
		WHEN new.humidity IS NOT NULL AND NOT new.flagged & 4
		THEN old.observed_at
		WHEN humidity_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND humidity IS NOT NULL AND NOT flagged & 4)
		ELSE humidity_at END,
	       pressure_station_at = CASE
		WHEN pressure_station_at > old.observed_at THEN pressure_station_at
		WHEN new.pressure_station IS NOT NULL AND NOT new.flagged & 8
		THEN old.observed_at
		WHEN pressure_station_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND pressure_station IS NOT NULL AND NOT flagged & 8)
		ELSE pressure_station_at END,
	       pressure_msl_at = CASE
		WHEN pressure_msl_at > old.observed_at THEN pressure_msl_at
		WHEN new.pressure_msl IS NOT NULL AND NOT new.flagged & 16
		THEN old.observed_at
		WHEN pressure_msl_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND pressure_msl IS NOT NULL AND NOT flagged & 16)
		ELSE pressure_msl_at END,
	       wind_speed_at = CASE
		WHEN wind_speed_at > old.observed_at THEN wind_speed_at
		WHEN new.wind_speed IS NOT NULL AND NOT new.flagged & 32
		THEN old.observed_at
		WHEN wind_speed_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND wind_speed IS NOT NULL AND NOT flagged & 32)
		ELSE wind_speed_at END,
	       wind_dir_at = CASE
		WHEN wind_dir_at > old.observed_at THEN wind_dir_at
		WHEN new.wind_dir IS NOT NULL AND NOT new.flagged & 64
		THEN old.observed_at
		WHEN wind_dir_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND wind_dir IS NOT NULL AND NOT flagged & 64)
		ELSE wind_dir_at END,
	       wind_gust_at = CASE
		WHEN wind_gust_at > old.observed_at THEN wind_gust_at
		WHEN new.wind_gust IS NOT NULL AND NOT new.flagged & 128
		THEN old.observed_at
		WHEN wind_gust_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND wind_gust IS NOT NULL AND NOT flagged & 128)
		ELSE wind_gust_at END,
	       wind_gust_dir_at = CASE
		WHEN wind_gust_dir_at > old.observed_at THEN wind_gust_dir_at
		WHEN new.wind_gust_dir IS NOT NULL AND NOT new.flagged & 256
		THEN old.observed_at
		WHEN wind_gust_dir_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND wind_gust_dir IS NOT NULL AND NOT flagged & 256)
		ELSE wind_gust_dir_at END,
	       precip_at = CASE
		WHEN precip_at > old.observed_at THEN precip_at
		WHEN new.precip IS NOT NULL AND NOT new.flagged & 512
		THEN old.observed_at
		WHEN precip_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND precip IS NOT NULL AND NOT flagged & 512)
		ELSE precip_at END,
	       precip_rate_at = CASE
		WHEN precip_rate_at > old.observed_at THEN precip_rate_at
		WHEN new.precip_rate IS NOT NULL AND NOT new.flagged & 1024
		THEN old.observed_at
		WHEN precip_rate_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND precip_rate IS NOT NULL AND NOT flagged & 1024)
		ELSE precip_rate_at END,
	       snow_depth_at = CASE
		WHEN snow_depth_at > old.observed_at THEN snow_depth_at
		WHEN new.snow_depth IS NOT NULL AND NOT new.flagged & 2048
		THEN old.observed_at
		WHEN snow_depth_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND snow_depth IS NOT NULL AND NOT flagged & 2048)
		ELSE snow_depth_at END,
	       snowfall_at = CASE
		WHEN snowfall_at > old.observed_at THEN snowfall_at
		WHEN new.snowfall IS NOT NULL AND NOT new.flagged & 4096
		THEN old.observed_at
		WHEN snowfall_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND snowfall IS NOT NULL AND NOT flagged & 4096)
		ELSE snowfall_at END,
	       visibility_at = CASE
		WHEN visibility_at > old.observed_at THEN visibility_at
		WHEN new.visibility IS NOT NULL AND NOT new.flagged & 8192
		THEN old.observed_at
		WHEN visibility_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND visibility IS NOT NULL AND NOT flagged & 8192)
		ELSE visibility_at END,
	       cloud_cover_at = CASE
		WHEN cloud_cover_at > old.observed_at THEN cloud_cover_at
		WHEN new.cloud_cover IS NOT NULL AND NOT new.flagged & 16384
		THEN old.observed_at
		WHEN cloud_cover_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND cloud_cover IS NOT NULL AND NOT flagged & 16384)
		ELSE cloud_cover_at END,
	       uv_index_at = CASE
		WHEN uv_index_at > old.observed_at THEN uv_index_at
		WHEN new.uv_index IS NOT NULL AND NOT new.flagged & 32768
		THEN old.observed_at
		WHEN uv_index_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND uv_index IS NOT NULL AND NOT flagged & 32768)
		ELSE uv_index_at END,
	       solar_at = CASE
		WHEN solar_at > old.observed_at THEN solar_at
		WHEN new.solar IS NOT NULL AND NOT new.flagged & 65536
		THEN old.observed_at
		WHEN solar_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND solar IS NOT NULL AND NOT flagged & 65536)
		ELSE solar_at END,
	       weather_code_at = CASE
		WHEN weather_code_at > old.observed_at THEN weather_code_at
		WHEN new.weather_code IS NOT NULL AND NOT new.flagged & 131072
		THEN old.observed_at
		WHEN weather_code_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND weather_code IS NOT NULL AND NOT flagged & 131072)
		ELSE weather_code_at END
	 WHERE id = old.observer_id;
END;

CREATE TRIGGER observation_deleted AFTER DELETE ON observation BEGIN
	UPDATE observer
	   SET revision = random(),
	       newest_at = CASE WHEN newest_at > old.observed_at
		THEN newest_at
		ELSE (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id) END,
	       temp_at = CASE WHEN temp_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND temp IS NOT NULL AND NOT flagged & 1)
		ELSE temp_at END,
	       dew_point_at = CASE WHEN dew_point_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND dew_point IS NOT NULL AND NOT flagged & 2)
		ELSE dew_point_at END,
	       humidity_at = CASE WHEN humidity_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND humidity IS NOT NULL AND NOT flagged & 4)
		ELSE humidity_at END,
	       pressure_station_at = CASE WHEN pressure_station_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND pressure_station IS NOT NULL AND NOT flagged & 8)
		ELSE pressure_station_at END,
	       pressure_msl_at = CASE WHEN pressure_msl_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND pressure_msl IS NOT NULL AND NOT flagged & 16)
		ELSE pressure_msl_at END,
	       wind_speed_at = CASE WHEN wind_speed_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND wind_speed IS NOT NULL AND NOT flagged & 32)
		ELSE wind_speed_at END,
	       wind_dir_at = CASE WHEN wind_dir_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND wind_dir IS NOT NULL AND NOT flagged & 64)
		ELSE wind_dir_at END,
	       wind_gust_at = CASE WHEN wind_gust_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND wind_gust IS NOT NULL AND NOT flagged & 128)
		ELSE wind_gust_at END,
	       wind_gust_dir_at = CASE WHEN wind_gust_dir_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND wind_gust_dir IS NOT NULL AND NOT flagged & 256)
		ELSE wind_gust_dir_at END,
	       precip_at = CASE WHEN precip_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND precip IS NOT NULL AND NOT flagged & 512)
		ELSE precip_at END,
	       precip_rate_at = CASE WHEN precip_rate_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND precip_rate IS NOT NULL AND NOT flagged & 1024)
		ELSE precip_rate_at END,
	       snow_depth_at = CASE WHEN snow_depth_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND snow_depth IS NOT NULL AND NOT flagged & 2048)
		ELSE snow_depth_at END,
	       snowfall_at = CASE WHEN snowfall_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND snowfall IS NOT NULL AND NOT flagged & 4096)
		ELSE snowfall_at END,
	       visibility_at = CASE WHEN visibility_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND visibility IS NOT NULL AND NOT flagged & 8192)
		ELSE visibility_at END,
	       cloud_cover_at = CASE WHEN cloud_cover_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND cloud_cover IS NOT NULL AND NOT flagged & 16384)
		ELSE cloud_cover_at END,
	       uv_index_at = CASE WHEN uv_index_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND uv_index IS NOT NULL AND NOT flagged & 32768)
		ELSE uv_index_at END,
	       solar_at = CASE WHEN solar_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND solar IS NOT NULL AND NOT flagged & 65536)
		ELSE solar_at END,
	       weather_code_at = CASE WHEN weather_code_at = old.observed_at
		THEN (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id
			      AND observed_at < old.observed_at
			      AND weather_code IS NOT NULL AND NOT flagged & 131072)
		ELSE weather_code_at END
	 WHERE id = old.observer_id;
END;

PRAGMA user_version = 5;
