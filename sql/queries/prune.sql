-- :database weather

-- The first report before ?1 that a batch of ?2 leaves.
-- :prune_reports_end
SELECT id FROM report WHERE id < ?1 ORDER BY id LIMIT 1 OFFSET ?2

-- :prune_reports_count
SELECT count(*) FROM report WHERE id < ?1

-- The next observer from ?1 that has something before ?2.
-- :prune_observations_next
SELECT id, place_id
  FROM observer
 WHERE id >= ?1
       AND EXISTS (SELECT 1 FROM observation
                    WHERE observer_id = observer.id AND observed_at < ?2)
 ORDER BY id
 LIMIT 1

-- The first time before ?2 that a batch of ?3 leaves.
-- :prune_observations_end
SELECT observed_at
  FROM observation
 WHERE observer_id = ?1 AND observed_at < ?2
 ORDER BY observed_at
 LIMIT 1 OFFSET ?3

-- From the oldest on: none is left then that could have been the newest.
-- :prune_observations
DELETE FROM observation WHERE observer_id = ?1 AND observed_at < ?2

-- :prune_observations_count
SELECT count(*)
  FROM observer CROSS JOIN observation
       ON observer_id = observer.id AND observed_at < ?1

-- :prune_observer
DELETE FROM observer WHERE id = ?1 AND newest_at IS NULL

-- :prune_place
DELETE FROM place
 WHERE id = ?1 AND id < 0
       AND NOT EXISTS (SELECT 1 FROM observer WHERE place_id = place.id)

-- :prune_answers
DELETE FROM idempotency
 WHERE (principal_id, key) IN (SELECT principal_id, key FROM idempotency
                                WHERE expires_at <= ?1
                                ORDER BY expires_at LIMIT ?2)

-- :prune_answers_count
SELECT count(*) FROM idempotency WHERE expires_at <= ?1

-- :prune_upstream_count
SELECT count(*) FROM upstream WHERE asked_at < ?1 OR asked_at > ?2

-- :database keys

-- :prune_verified_count
SELECT count(*) FROM verified WHERE expires <= ?1 OR expires > ?2

-- Entries made before ?1: of single tokens, and of what was issued before ?1;
-- one made later may still hit a token that does not say when it was issued.
-- An application, and a caller whatever the time, are denied for ever.
-- :prune_denied
DELETE FROM denied
 WHERE created_at < ?1 AND (kind = 1 OR (kind = 2 AND before < ?1))

-- :prune_denied_count
SELECT count(*)
  FROM denied
 WHERE created_at < ?1 AND (kind = 1 OR (kind = 2 AND before < ?1))
