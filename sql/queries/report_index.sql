-- :database weather

-- Up to which report the index has them; beside it all, the newest first.
-- :report_index_look
SELECT value, id
  FROM revision LEFT JOIN report ON id <= 9223372036854775807
 WHERE topic = 'indexed'
 ORDER BY id DESC

-- :report_index_end
SELECT value FROM revision WHERE topic = 'indexed'

-- :report_index_add
INSERT INTO report_fts (rowid, description, city, marks)
SELECT id, description, city, marks
  FROM report_words
 WHERE id BETWEEN ?1 AND ?2
 ORDER BY id

-- :report_index_count
UPDATE principal
   SET reports = reports + (SELECT count(*) FROM report
                             WHERE id BETWEEN ?1 AND ?2
                                   AND owner_id = principal.id)
 WHERE id IN (SELECT owner_id FROM report WHERE id BETWEEN ?1 AND ?2)

-- :report_index_move
UPDATE revision SET value = ?1 WHERE topic = 'indexed'

-- :report_index_drop
INSERT INTO report_fts (report_fts, rowid, description, city, marks)
SELECT 'delete', id, description, city, marks
  FROM report_words
 WHERE id = ?1
       AND id <= (SELECT value FROM revision WHERE topic = 'indexed')

-- :report_index_drop_before
INSERT INTO report_fts (report_fts, rowid, description, city, marks)
SELECT 'delete', id, description, city, marks
  FROM report_words
 WHERE id < ?1
       AND id <= (SELECT value FROM revision WHERE topic = 'indexed')

-- :report_index_drop_all
INSERT INTO report_fts (report_fts) VALUES ('delete-all')
