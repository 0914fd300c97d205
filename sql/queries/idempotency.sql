-- :database weather

-- :idempotency_find
SELECT fingerprint, status, headers, content_type, body
  FROM idempotency
 WHERE principal_id = ?1 AND key = ?2 AND expires_at > ?3

-- :idempotency_expire
DELETE FROM idempotency WHERE expires_at <= ?1

-- :idempotency_insert
INSERT INTO idempotency
       (principal_id, key, fingerprint, status, headers, content_type, body,
       expires_at, report)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT DO NOTHING
