-- :database weather

-- :reports_insert
INSERT INTO report
       (id, uuid, owner_id, updated_ms, description, city, city_key, state,
       country, stray)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)

-- After the insert of one that is not the newest: see reports_revision.
-- :reports_inserted
UPDATE revision SET value = random() WHERE topic = 'report'

-- :reports_last_row
SELECT max(id) FROM report WHERE id BETWEEN ?1 AND ?2

-- Among the rows of its time, from ?2 to ?3; else among those of another time.
-- :reports_get
SELECT r.id, r.uuid, r.owner_id, r.created_ms, r.updated_ms, r.version,
       r.description, r.city, r.state, r.country, p.public_id
  FROM report AS r CROSS JOIN principal AS p ON p.id = r.owner_id
 WHERE r.id = coalesce(
	(SELECT id FROM report WHERE id BETWEEN ?2 AND ?3 AND uuid = ?1),
	(SELECT id FROM report WHERE stray = 1 AND uuid = ?1))

-- :reports_update
UPDATE report
   SET description = ?2, city = ?3, city_key = ?4, state = ?5, country = ?6,
       updated_ms = ?7, version = ?8
 WHERE id = ?1

-- :reports_delete
DELETE FROM report WHERE id = ?1

-- :reports_delete_before
DELETE FROM report WHERE id < ?1

-- :reports_page
SELECT r.id, r.uuid, r.owner_id, r.created_ms, r.updated_ms, r.version,
       r.description, r.city, r.state, r.country, p.public_id
  FROM report AS r CROSS JOIN principal AS p ON p.id = r.owner_id
 WHERE r.id >= ?1 AND r.id < ?2
 ORDER BY r.id DESC
 LIMIT ?3

-- :reports_matching
SELECT r.id, r.uuid, r.owner_id, r.created_ms, r.updated_ms, r.version,
       r.description, r.city, r.state, r.country, p.public_id
  FROM report_fts AS f CROSS JOIN report AS r ON r.id = f.rowid
       CROSS JOIN principal AS p ON p.id = r.owner_id
 WHERE f.rowid >= ?1 AND f.rowid < ?2 AND f.report_fts MATCH ?4
 ORDER BY f.rowid DESC
 LIMIT ?3

-- The newest ones, which the index of words does not have.
-- :reports_waiting
SELECT r.id, r.uuid, r.owner_id, r.created_ms, r.updated_ms, r.version,
       r.description, r.city, r.state, r.country, p.public_id, r.city_key
  FROM report AS r CROSS JOIN principal AS p ON p.id = r.owner_id
 WHERE r.id > ?1 AND r.id >= ?2 AND r.id < ?3
 ORDER BY r.id DESC

-- :reports_count
SELECT reports + (SELECT count(*) FROM report
                   WHERE id > (SELECT value FROM revision
                                WHERE topic = 'indexed')
                         AND owner_id = ?1)
  FROM principal
 WHERE id = ?1

-- One content of the table is named by the number and by the uuid of the newest
-- report: another one of those is a change that need not be written.
-- :reports_revision
SELECT value, (SELECT uuid FROM report WHERE id <= 9223372036854775807
                ORDER BY id DESC LIMIT 1)
  FROM revision
 WHERE topic = 'report'
