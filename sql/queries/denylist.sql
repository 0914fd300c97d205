-- :database keys

-- ?1 issuer, ?2 jti, ?3 uti, ?4 subject, ?5 azp, ?6 appid, ?7 client_id,
-- ?8 issued at or NULL.
-- :denylist_find
SELECT EXISTS (SELECT 1 FROM denied
                WHERE issuer = ?1 AND kind = 1 AND value IN (?2, ?3))
    OR EXISTS (SELECT 1 FROM denied
                WHERE issuer = ?1 AND kind = 2 AND value = ?4
                  AND (?8 IS NULL OR ?8 < before
                       OR before = 9223372036854775807))
    OR EXISTS (SELECT 1 FROM denied
                WHERE issuer = ?1 AND kind = 3 AND value IN (?5, ?6, ?7))

-- ?1 at most so many.
-- :denylist_values
SELECT value FROM denied LIMIT ?1

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
