-- :database weather

-- :principals_find
SELECT id
  FROM principal
 WHERE issuer = ?1 AND tenant = ?2 AND identity = ?3

-- :principals_find_public
SELECT id
  FROM principal
 WHERE public_id = ?1 AND public_id <> ''

-- :principals_insert
INSERT INTO principal (issuer, tenant, identity, created_at, public_id)
VALUES (?1, ?2, ?3, ?4, ?5)
