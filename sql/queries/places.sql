-- :database weather

-- The place that a name means where nobody measured: the biggest.
-- :places_find
SELECT place.id, name, state, place.country, place.population, lat_e5, lon_e5
  FROM place_name JOIN place ON place.id = place_id
 WHERE place_name.name_key = ?1 AND place_name.country = ?2
       AND (?3 = '' OR state = ?3)
 ORDER BY place_name.population DESC, place_id DESC
 LIMIT 1

-- Where an observation is filed.  An own place is taken only with the same
-- state, given or not; one of the gazetteer also without.
-- :places_file
SELECT place.id
  FROM place_name JOIN place ON place.id = place_id
 WHERE place_name.name_key = ?1 AND place_name.country = ?2
       AND (state = ?3 OR (?3 = '' AND place.id > 0))
 ORDER BY place_name.population DESC, place_id DESC
 LIMIT 1

-- The places that a name means, the biggest first, and when somebody measured
-- there last, since ?4.  Of equally big ones the reader takes the one measured
-- last: to sort them SQLite would make a table, at a third of the cost of a
-- weather.
-- :places_observed
SELECT place.id, name, state, place.country, place.population, lat_e5, lon_e5,
       (SELECT max(newest_at)
          FROM observer
         WHERE observer.place_id = place.id AND newest_at >= ?4),
       place_name.population
  FROM place_name JOIN place ON place.id = place_name.place_id
 WHERE place_name.name_key = ?1 AND place_name.country = ?2
       AND (?3 = '' OR state = ?3)
 ORDER BY place_name.population DESC, place_name.place_id DESC

-- The places of one name that nobody can tell apart by their size.
-- :places_own
SELECT place.id
  FROM place_name JOIN place ON place.id = place_id
 WHERE place_name.name_key = ?1 AND place_name.country = ?2
       AND place.id < 0 AND (?3 = '' OR state = ?3)

-- :places_next_own
SELECT CASE WHEN EXISTS (SELECT 1 FROM place WHERE id < 0)
            THEN (SELECT min(id) FROM place)
            ELSE 0 END - 1

-- :places_insert
INSERT INTO place
       (id, name, name_key, country, state, population, lat_e5, lon_e5, edition)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
    ON CONFLICT (id) DO UPDATE
   SET name = excluded.name, name_key = excluded.name_key,
       country = excluded.country, state = excluded.state,
       population = excluded.population, lat_e5 = excluded.lat_e5,
       lon_e5 = excluded.lon_e5, edition = excluded.edition

-- :places_name
INSERT INTO place_name (name_key, country, population, place_id, alias)
SELECT ?2, country, population, id, ?3 FROM place WHERE id = ?1
    ON CONFLICT DO NOTHING

-- :places_unname
DELETE FROM place_name WHERE place_id = ?1

-- :places_edition
SELECT edition FROM place WHERE id = ?1

-- What an import begins with: its number.
-- :gazetteer_begin
UPDATE revision SET value = value + 1 WHERE topic = 'gazetteer' RETURNING value

-- :gazetteer_drop
DELETE FROM place
 WHERE id > 0 AND edition <> ?1
       AND NOT EXISTS (SELECT 1 FROM observer WHERE place_id = place.id)

-- Observers of own places that the gazetteer knows now.
-- :gazetteer_adopt
UPDATE observer
   SET place_id = known.id
  FROM (SELECT own.id AS own_id,
               (SELECT place.id
                  FROM place_name JOIN place ON place.id = place_id
                 WHERE place_name.name_key = own.name_key
                       AND place_name.country = own.country
                       AND place.id > 0
                       AND (own.state = '' OR place.state = own.state)
                 ORDER BY place_name.population DESC, place_id DESC
                 LIMIT 1) AS id
          FROM place AS own
         WHERE own.id < 0) AS known
 WHERE observer.place_id = known.own_id AND known.id IS NOT NULL

-- :gazetteer_drop_own
DELETE FROM place
 WHERE id < 0
       AND NOT EXISTS (SELECT 1 FROM observer WHERE place_id = place.id)

-- :gazetteer_changed
UPDATE revision SET value = random() WHERE topic = 'place'

-- Names that begin with ?1: at least that and less than ?2; ?3 '': any
-- country.  Of a range that a gazetteer of everything would make too long,
-- as many as are read within some milliseconds.
-- :places_search
SELECT place.id, name, state, place.country, place.population, lat_e5, lon_e5,
       alias,
       (SELECT count(*) FROM observer WHERE place_id = place.id)
  FROM (SELECT place_id, min(alias) AS alias, population,
               EXISTS (SELECT 1 FROM observer
                        WHERE observer.place_id = named.place_id) AS measured
          FROM (SELECT place_id, alias, population
                  FROM place_name
                 WHERE name_key >= ?1 AND name_key < ?2
                       AND (?3 = '' OR country = ?3)
                 LIMIT 20000) AS named
         GROUP BY place_id
         ORDER BY measured DESC, population DESC, place_id DESC
         LIMIT ?4) AS best
       CROSS JOIN place ON place.id = best.place_id
 ORDER BY measured DESC, best.population DESC, place.id DESC

-- :places_revision
SELECT (SELECT value FROM revision WHERE topic = 'place'),
       (SELECT value FROM revision WHERE topic = 'gazetteer')
