-- :database keys

-- ?1 issuer, ?2 token id, ?3 subject, ?4 client, ?5 issued at or NULL.
-- :denylist_find
SELECT EXISTS (SELECT 1 FROM denied
                WHERE issuer = ?1 AND kind = 1 AND value = ?2)
    OR EXISTS (SELECT 1 FROM denied
                WHERE issuer = ?1 AND kind = 2 AND value = ?3
                  AND (?5 IS NULL OR ?5 < before
                       OR before = 9223372036854775807))
    OR EXISTS (SELECT 1 FROM denied
                WHERE issuer = ?1 AND kind = 3 AND value = ?4)

-- :denylist_add
INSERT INTO denied (issuer, kind, value, before, created_at)
VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT DO UPDATE SET before = max(before, excluded.before)

-- :denylist_remove
DELETE FROM denied WHERE issuer = ?1 AND kind = ?2 AND value = ?3

-- :denylist_each
SELECT issuer, kind, value, before, created_at
  FROM denied
 ORDER BY issuer, kind, value
