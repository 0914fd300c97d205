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

-- The measured columns stand in the order of enum observation_field.
-- :observations_get
SELECT observed_at, received_at, source, flagged, interval_s, extra,
       temp, dew_point, humidity, pressure_station, pressure_msl,
       wind_speed, wind_dir, wind_gust, wind_gust_dir, precip, precip_rate,
       snow_depth, snowfall, visibility, cloud_cover, uv_index, solar,
       weather_code
  FROM observation
 WHERE observer_id = ?1 AND observed_at = ?2

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
SELECT observed_at, received_at, source, flagged, interval_s, extra,
       temp, dew_point, humidity, pressure_station, pressure_msl,
       wind_speed, wind_dir, wind_gust, wind_gust_dir, precip, precip_rate,
       snow_depth, snowfall, visibility, cloud_cover, uv_index, solar,
       weather_code,
       observer.id
  FROM observer CROSS JOIN observation ON observer_id = observer.id
 WHERE place_id = ?1 AND observed_at >= ?2
 ORDER BY observer.id, observed_at DESC
