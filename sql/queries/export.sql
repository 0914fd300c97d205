-- :database weather

-- The next observer; an empty ?2, ?3 or ?4 means any.
-- :export_observer
SELECT observer.id, city, state, country, issuer, tenant, identity
  FROM observer CROSS JOIN principal ON principal.id = owner_id
 WHERE observer.id > ?1 AND (?2 = '' OR country = ?2)
       AND (?3 = '' OR city_key = ?3) AND (?4 = '' OR state = ?4)
 ORDER BY observer.id
 LIMIT 1

-- :export_observations
SELECT observed_at, received_at, source, flagged, interval_s, extra,
       temp, dew_point, humidity, pressure_station, pressure_msl,
       wind_speed, wind_dir, wind_gust, wind_gust_dir, precip, precip_rate,
       snow_depth, snowfall, visibility, cloud_cover, uv_index, solar,
       weather_code
  FROM observation
 WHERE observer_id = ?1 AND observed_at >= ?2 AND observed_at < ?3
 ORDER BY observed_at
 LIMIT ?4

-- :export_reports
SELECT r.id, uuid, created_ms, updated_ms, version, description, city, state,
       country, identity, issuer, tenant
  FROM report AS r CROSS JOIN principal AS p ON p.id = r.owner_id
 WHERE r.id >= ?1 AND r.id < ?2 AND (?3 = '' OR country = ?3)
       AND (?4 = '' OR city_key = ?4) AND (?5 = '' OR state = ?5)
 ORDER BY r.id
 LIMIT ?6
