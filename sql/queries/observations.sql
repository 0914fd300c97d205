-- :database weather

-- One owner may have several at a place, where an import of the gazetteer
-- joined two: then the first.
-- :observers_find
SELECT id
  FROM observer
 WHERE owner_id = ?1 AND place_id = ?2
 ORDER BY id
 LIMIT 1

-- :observers_insert
INSERT INTO observer
       (owner_id, place_id, country, city_key, state, city, created_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)

-- :observers_owner
SELECT public_id
  FROM observer JOIN principal ON principal.id = owner_id
 WHERE observer.id = ?1

-- The measured columns stand in the order of enum observation_field.
-- :observations_get
SELECT observed_at, received_at, source, flagged, interval_s, extra,
       temp, dew_point, humidity, pressure_station, pressure_msl,
       wind_speed, wind_dir, wind_gust, wind_gust_dir, precip, precip_rate,
       snow_depth, snowfall, visibility, cloud_cover, uv_index, solar,
       weather_code
  FROM observation
 WHERE observer_id = ?1 AND observed_at = ?2

-- The first one that is later than ?2.
-- :observations_ahead
SELECT observed_at, received_at, source, flagged, interval_s, extra,
       temp, dew_point, humidity, pressure_station, pressure_msl,
       wind_speed, wind_dir, wind_gust, wind_gust_dir, precip, precip_rate,
       snow_depth, snowfall, visibility, cloud_cover, uv_index, solar,
       weather_code
  FROM observation
 WHERE observer_id = ?1 AND observed_at > ?2
 ORDER BY observed_at
 LIMIT 1

-- :observations_insert
INSERT INTO observation
       (observer_id, observed_at, received_at, source, flagged, interval_s,
       extra,
       temp, dew_point, humidity, pressure_station, pressure_msl,
       wind_speed, wind_dir, wind_gust, wind_gust_dir, precip, precip_rate,
       snow_depth, snowfall, visibility, cloud_cover, uv_index, solar,
       weather_code)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
       ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
       ?22, ?23, ?24, ?25)

-- :observations_replace
UPDATE observation
   SET received_at = ?3, source = ?4, flagged = ?5, interval_s = ?6,
       extra = ?7,
       temp = ?8, dew_point = ?9, humidity = ?10, pressure_station = ?11,
       pressure_msl = ?12, wind_speed = ?13, wind_dir = ?14,
       wind_gust = ?15, wind_gust_dir = ?16, precip = ?17,
       precip_rate = ?18, snow_depth = ?19, snowfall = ?20,
       visibility = ?21, cloud_cover = ?22, uv_index = ?23, solar = ?24,
       weather_code = ?25,
       revision = revision + 1
 WHERE observer_id = ?1 AND observed_at = ?2

-- :observations_recent
SELECT id, revision, temp_at, dew_point_at, humidity_at, pressure_station_at,
       pressure_msl_at, wind_speed_at, wind_dir_at, wind_gust_at,
       wind_gust_dir_at, precip_at, precip_rate_at, snow_depth_at,
       snowfall_at, visibility_at, cloud_cover_at, uv_index_at, solar_at,
       weather_code_at
  FROM observer
 WHERE place_id = ?1 AND newest_at >= ?2
 ORDER BY newest_at DESC, id
 LIMIT ?3

-- :history_observers
SELECT observer.id, revision, city, state, country, public_id
  FROM observer JOIN principal ON principal.id = owner_id
 WHERE place_id = ?1 AND newest_at >= ?2
 ORDER BY newest_at DESC, observer.id

-- The ends of what an observer has from ?2 until before ?3.
-- :history_ends
SELECT (SELECT max(observed_at) FROM observation
         WHERE observer_id = ?1 AND observed_at >= ?2 AND observed_at < ?3),
       (SELECT min(observed_at) FROM observation
         WHERE observer_id = ?1 AND observed_at >= ?2 AND observed_at < ?3)

-- :history_rows
SELECT observed_at, received_at, source, flagged, interval_s, extra,
       temp, dew_point, humidity, pressure_station, pressure_msl,
       wind_speed, wind_dir, wind_gust, wind_gust_dir, precip, precip_rate,
       snow_depth, snowfall, visibility, cloud_cover, uv_index, solar,
       weather_code
  FROM observation
 WHERE observer_id = ?1 AND observed_at >= ?2 AND observed_at <= ?3
 ORDER BY observed_at DESC
