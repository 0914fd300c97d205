-- :database weather

-- :principals_find
SELECT id
  FROM principal
 WHERE issuer = ?1 AND tenant = ?2 AND identity = ?3

-- :principals_insert
INSERT INTO principal (issuer, tenant, identity, created_at)
VALUES (?1, ?2, ?3, ?4)
