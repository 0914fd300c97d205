-- The times of the newest values become bounds, which most changes leave as
-- they are: no value of an observer, not flagged, is newer than its *_at says
-- (newest_at stays exact).  Whoever reads looks whether the value is there, and
-- before it where it is not.  Every process that opens the database parses all
-- triggers, and those that kept the exact times took a third of the
-- instructions of a plain CGI process.

DROP TRIGGER observation_updated;
DROP TRIGGER observation_deleted;

CREATE TRIGGER observation_updated AFTER UPDATE ON observation BEGIN
	UPDATE observer
	   SET revision = random(),
	       temp_at = CASE WHEN new.temp IS NULL
		OR temp_at > new.observed_at
		THEN temp_at ELSE new.observed_at END,
	       dew_point_at = CASE WHEN new.dew_point IS NULL
		OR dew_point_at > new.observed_at
		THEN dew_point_at ELSE new.observed_at END,
	       humidity_at = CASE WHEN new.humidity IS NULL
		OR humidity_at > new.observed_at
		THEN humidity_at ELSE new.observed_at END,
	       pressure_station_at = CASE WHEN new.pressure_station IS NULL
		OR pressure_station_at > new.observed_at
		THEN pressure_station_at ELSE new.observed_at END,
	       pressure_msl_at = CASE WHEN new.pressure_msl IS NULL
		OR pressure_msl_at > new.observed_at
		THEN pressure_msl_at ELSE new.observed_at END,
	       wind_speed_at = CASE WHEN new.wind_speed IS NULL
		OR wind_speed_at > new.observed_at
		THEN wind_speed_at ELSE new.observed_at END,
	       wind_dir_at = CASE WHEN new.wind_dir IS NULL
		OR wind_dir_at > new.observed_at
		THEN wind_dir_at ELSE new.observed_at END,
	       wind_gust_at = CASE WHEN new.wind_gust IS NULL
		OR wind_gust_at > new.observed_at
		THEN wind_gust_at ELSE new.observed_at END,
	       wind_gust_dir_at = CASE WHEN new.wind_gust_dir IS NULL
		OR wind_gust_dir_at > new.observed_at
		THEN wind_gust_dir_at ELSE new.observed_at END,
	       precip_at = CASE WHEN new.precip IS NULL
		OR precip_at > new.observed_at
		THEN precip_at ELSE new.observed_at END,
	       precip_rate_at = CASE WHEN new.precip_rate IS NULL
		OR precip_rate_at > new.observed_at
		THEN precip_rate_at ELSE new.observed_at END,
	       snow_depth_at = CASE WHEN new.snow_depth IS NULL
		OR snow_depth_at > new.observed_at
		THEN snow_depth_at ELSE new.observed_at END,
	       snowfall_at = CASE WHEN new.snowfall IS NULL
		OR snowfall_at > new.observed_at
		THEN snowfall_at ELSE new.observed_at END,
	       visibility_at = CASE WHEN new.visibility IS NULL
		OR visibility_at > new.observed_at
		THEN visibility_at ELSE new.observed_at END,
	       cloud_cover_at = CASE WHEN new.cloud_cover IS NULL
		OR cloud_cover_at > new.observed_at
		THEN cloud_cover_at ELSE new.observed_at END,
	       uv_index_at = CASE WHEN new.uv_index IS NULL
		OR uv_index_at > new.observed_at
		THEN uv_index_at ELSE new.observed_at END,
	       solar_at = CASE WHEN new.solar IS NULL
		OR solar_at > new.observed_at
		THEN solar_at ELSE new.observed_at END,
	       weather_code_at = CASE WHEN new.weather_code IS NULL
		OR weather_code_at > new.observed_at
		THEN weather_code_at ELSE new.observed_at END
	 WHERE id = new.observer_id;
END;

CREATE TRIGGER observation_deleted AFTER DELETE ON observation BEGIN
	UPDATE observer
	   SET revision = random(),
	       newest_at = CASE WHEN newest_at > old.observed_at
		THEN newest_at
		ELSE (SELECT max(observed_at) FROM observation
			WHERE observer_id = old.observer_id) END
	 WHERE id = old.observer_id;
END;

PRAGMA user_version = 8;
