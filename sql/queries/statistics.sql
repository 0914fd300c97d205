-- :database weather

-- :statistics_reports
SELECT count(*) FROM report

-- :statistics_observations
SELECT count(*) FROM observation

-- :statistics_observers
SELECT count(*) FROM observer

-- :statistics_callers
SELECT count(*) FROM principal

-- One seek per observer.
-- :statistics_oldest_observation
SELECT min((SELECT min(observed_at) FROM observation
             WHERE observer_id = observer.id AND observed_at < 4102444801)),
       count(*)
  FROM observer

-- :statistics_newest_observation
SELECT max((SELECT max(observed_at) FROM observation
             WHERE observer_id = observer.id AND observed_at < 4102444801)),
       count(*)
  FROM observer

-- An id starts with the time.
-- :statistics_oldest_report
SELECT (min(id) >> 15) / 1000 FROM report WHERE id >= -9223372036854775807

-- :statistics_newest_report
SELECT (max(id) >> 15) / 1000 FROM report WHERE id <= 9223372036854775807
