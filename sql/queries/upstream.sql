-- :database weather

-- The measured columns stand in the order of enum observation_field.
-- :upstream_find
SELECT lease_until, not_before, problem, fetched_at, found_city,
       found_country, lat, lon, feels_like, temp_min, temp_max, observed_at,
       interval_s,
       temp, dew_point, humidity, pressure_station, pressure_msl,
       wind_speed, wind_dir, wind_gust, wind_gust_dir, precip, precip_rate,
       snow_depth, snowfall, visibility, cloud_cover, uv_index, solar,
       weather_code
  FROM upstream
 WHERE provider = ?1 AND country = ?2 AND city_key = ?3 AND state = ?4

-- :upstream_right
SELECT minute, minute_count, day, day_count, not_before, failures, problem,
       last_error
  FROM upstream_right
 WHERE provider = ?1

-- ?1 provider, ?2 now, ?3 requests, ?4 minute, ?5 most in it, ?6 day, ?7 most
-- in it, ?8 cooldown, ?9 its maximum.  Times further away than ?10 come from a
-- clock that was wrong, and count as past.  After a failure one question
-- opens the way for all others, so that it spends the time before it is
-- asked.  1 << 10 failures is beyond any maximum.
-- :upstream_spend
INSERT INTO upstream_right (provider, minute, minute_count, day, day_count)
VALUES (?1, ?4, ?3, ?6, ?3)
    ON CONFLICT (provider) DO UPDATE
   SET minute = ?4, day = ?6,
       minute_count = ?3 + CASE minute WHEN ?4 THEN minute_count ELSE 0 END,
       day_count = ?3 + CASE day WHEN ?6 THEN day_count ELSE 0 END,
       not_before = CASE failures WHEN 0 THEN 0
                    ELSE ?2 + min(?8 << min(failures, 10), ?9) END
 WHERE (not_before <= ?2 OR not_before > ?10)
       AND (minute <> ?4 OR minute_count + ?3 <= ?5)
       AND (day <> ?6 OR day_count + ?3 <= ?7)

-- What came after ?9 is fresh, and nobody need ask again.
-- :upstream_claim
INSERT INTO upstream
       (provider, country, city_key, state, lease_owner, asked_at,
       lease_until)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (provider, country, city_key, state) DO UPDATE
   SET lease_owner = ?5, asked_at = ?6, lease_until = ?7
 WHERE (lease_until <= ?6 OR lease_until > ?8)
       AND (not_before <= ?6 OR not_before > ?8)
       AND (fetched_at <= ?9 OR fetched_at > ?8)

-- :upstream_prune
DELETE FROM upstream WHERE asked_at < ?1 OR asked_at > ?2

-- All but the ?1 that were asked for last.
-- :upstream_bound
DELETE FROM upstream
 WHERE id IN (SELECT id FROM upstream
               ORDER BY asked_at DESC LIMIT -1 OFFSET ?1)

-- :upstream_store
UPDATE upstream
   SET lease_owner = '', lease_until = 0, not_before = 0, problem = 0,
       fetched_at = ?7, found_city = ?8, found_country = ?9, lat = ?10,
       lon = ?11, feels_like = ?12, temp_min = ?13, temp_max = ?14,
       observed_at = ?15, interval_s = ?16,
       temp = ?17, dew_point = ?18, humidity = ?19, pressure_station = ?20,
       pressure_msl = ?21, wind_speed = ?22, wind_dir = ?23,
       wind_gust = ?24, wind_gust_dir = ?25, precip = ?26,
       precip_rate = ?27, snow_depth = ?28, snowfall = ?29,
       visibility = ?30, cloud_cover = ?31, uv_index = ?32, solar = ?33,
       weather_code = ?34
 WHERE provider = ?1 AND country = ?2 AND city_key = ?3 AND state = ?4
       AND lease_owner = ?5 AND lease_until > ?6

-- The provider answered, whatever it said of the place.
-- :upstream_answered
UPDATE upstream_right
   SET not_before = 0, failures = 0, problem = 0, last_error = ''
 WHERE provider = ?1 AND failures > 0

-- :upstream_end
UPDATE upstream
   SET lease_owner = '', lease_until = 0, problem = ?6, not_before = ?7
 WHERE provider = ?1 AND country = ?2 AND city_key = ?3 AND state = ?4
       AND lease_owner = ?5

-- ?3 when the question began: failures of questions that were asked at the
-- same time count once.
-- :upstream_failed
UPDATE upstream_right
   SET not_before = max(not_before, ?4, CASE
           WHEN failed_at < ?3 OR failures = 0
           THEN ?2 + min(?7 << min(failures, 10), ?8) ELSE 0 END),
       failures = failures + (failed_at < ?3 OR failures = 0),
       failed_at = ?2, problem = ?5, last_error = ?6
 WHERE provider = ?1

-- :upstream_each
SELECT provider, country, city_key, state, asked_at, fetched_at, observed_at,
       problem
  FROM upstream
 ORDER BY asked_at DESC

-- :upstream_clear
DELETE FROM upstream

-- :upstream_clear_right
UPDATE upstream_right
   SET not_before = 0, failures = 0, problem = 0, last_error = ''
