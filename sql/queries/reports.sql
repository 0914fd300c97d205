-- :database weather

-- :reports_insert
INSERT INTO report
       (uuid, owner_id, created_ms, description, city, city_key, state, country)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)

-- :reports_get
SELECT uuid, owner_id, created_ms, version, description, city, state, country
  FROM report
 WHERE uuid = ?1

-- :reports_delete
DELETE FROM report WHERE uuid = ?1

-- :reports_delete_before
DELETE FROM report WHERE created_ms < ?1

-- :reports_first_page
SELECT uuid, owner_id, created_ms, version, description, city, state, country
  FROM report
 ORDER BY created_ms DESC, uuid DESC
 LIMIT ?1

-- :reports_next_page
SELECT uuid, owner_id, created_ms, version, description, city, state, country
  FROM report
 WHERE (created_ms, uuid) < (?2, ?3)
 ORDER BY created_ms DESC, uuid DESC
 LIMIT ?1

-- :reports_count
SELECT count(*) FROM report WHERE owner_id = ?1

-- :reports_revision
SELECT value FROM revision WHERE topic = 'report'
