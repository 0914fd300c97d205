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
             WHERE observer_id = observer.id))
  FROM observer

-- :statistics_newest_observation
SELECT max((SELECT max(observed_at) FROM observation
             WHERE observer_id = observer.id))
  FROM observer

-- :statistics_oldest_report
SELECT min(created_ms) / 1000 FROM report

-- :statistics_newest_report
SELECT max(created_ms) / 1000 FROM report
