-- Places: those of the gazetteer, and those that people named and it lacks.
-- Observers are found by their place, whatever way its name was written.

CREATE TABLE place (
	-- above 0: the id of GeoNames; below 0: an own place
	id         INTEGER PRIMARY KEY CHECK (id <> 0),
	name       TEXT NOT NULL CHECK (name <> ''),
	name_key   TEXT NOT NULL CHECK (name_key <> ''),
	country    TEXT NOT NULL CHECK (country GLOB '[A-Z][A-Z]'),
	-- '' where the place's country has no codes of two letters, and for an
	-- own place when not said
	state      TEXT NOT NULL DEFAULT ''
	           CHECK (state = '' OR state GLOB '[A-Z][A-Z]'),
	-- 0 when not known
	population INTEGER NOT NULL DEFAULT 0 CHECK (population >= 0),
	-- 0.00001 degrees; NULL for an own place
	lat_e5     INTEGER CHECK (lat_e5 BETWEEN -9000000 AND 9000000),
	lon_e5     INTEGER CHECK (lon_e5 BETWEEN -18000000 AND 18000000),
	-- the import that last had it; 0 for an own place
	edition    INTEGER NOT NULL DEFAULT 0 CHECK (edition >= 0),
	CHECK ((lat_e5 IS NULL) = (lon_e5 IS NULL)),
	CHECK ((id < 0) = (edition = 0))
) STRICT;

-- Every way to write a place's name, folded.
CREATE TABLE place_name (
	name_key   TEXT NOT NULL CHECK (name_key <> ''),
	-- of the place
	country    TEXT NOT NULL,
	-- of the place: the bigger one is meant
	population INTEGER NOT NULL,
	place_id   INTEGER NOT NULL REFERENCES place (id) ON DELETE CASCADE,
	-- another name as people write it; '' for the place's own
	alias      TEXT NOT NULL DEFAULT '',
	PRIMARY KEY (name_key, country, population DESC, place_id DESC)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_name_place ON place_name (place_id);

ALTER TABLE observer ADD COLUMN place_id INTEGER REFERENCES place (id);

-- Two spellings may have become one: an owner may have two observers at one
-- place, and the older one is used from now on.
DROP INDEX observer_owner;
DROP INDEX observer_place;
UPDATE observer SET city_key = fold(city)
 WHERE fold(city) NOT IN (city_key, '');
UPDATE report SET city_key = fold(city)
 WHERE fold(city) NOT IN (city_key, '');

INSERT INTO place (id, name, name_key, country, state)
SELECT -row_number() OVER (ORDER BY first), city, city_key, country, state
  FROM (SELECT min(id) AS first, city, city_key, country, state
          FROM observer
         GROUP BY country, city_key, state);
INSERT INTO place_name (name_key, country, population, place_id)
SELECT name_key, country, population, id FROM place;
UPDATE observer
   SET place_id = (SELECT id
                     FROM place
                    WHERE place.country = observer.country
                          AND place.name_key = observer.city_key
                          AND place.state = observer.state);

CREATE INDEX observer_owner ON observer (owner_id, place_id);
CREATE INDEX observer_place ON observer (place_id);

-- gazetteer: the number of the last import; 0 without one
INSERT INTO revision (topic, value) VALUES ('place', 1), ('gazetteer', 0);
CREATE TRIGGER observer_inserted AFTER INSERT ON observer BEGIN
	UPDATE revision SET value = value + 1 WHERE topic = 'place';
END;
CREATE TRIGGER observer_moved AFTER UPDATE OF place_id ON observer BEGIN
	UPDATE revision SET value = value + 1 WHERE topic = 'place';
END;
CREATE TRIGGER observer_deleted AFTER DELETE ON observer BEGIN
	UPDATE revision SET value = value + 1 WHERE topic = 'place';
END;

PRAGMA user_version = 3;
