-- :database keys

-- :verified_find
SELECT 1 FROM verified WHERE digest = ?1

-- :verified_add
INSERT INTO verified (digest, expires) VALUES (?1, ?2)
    ON CONFLICT DO NOTHING

-- Times after ?2 come from a clock that was wrong.
-- :verified_prune
DELETE FROM verified WHERE expires <= ?1 OR expires > ?2

-- All but the ?1 that last longest.
-- :verified_bound
DELETE FROM verified
 WHERE digest IN (SELECT digest FROM verified
                   ORDER BY expires DESC LIMIT -1 OFFSET ?1)
