-- What would take the longer the more there is.

-- How many reports a caller has, for GET /api/me.
ALTER TABLE principal ADD COLUMN reports INTEGER NOT NULL DEFAULT 0
	CHECK (reports >= 0);
UPDATE principal
   SET reports = (SELECT count(*) FROM report WHERE owner_id = principal.id);
CREATE TRIGGER report_counted AFTER INSERT ON report BEGIN
	UPDATE principal SET reports = reports + 1 WHERE id = new.owner_id;
END;
CREATE TRIGGER report_uncounted AFTER DELETE ON report BEGIN
	UPDATE principal SET reports = reports - 1 WHERE id = old.owner_id;
END;

-- As for reports: a random number with every change of what a search for
-- places finds, which a restored backup does not repeat.
UPDATE revision SET value = random() WHERE topic = 'place';
DROP TRIGGER observer_inserted;
DROP TRIGGER observer_moved;
DROP TRIGGER observer_deleted;
CREATE TRIGGER observer_inserted AFTER INSERT ON observer BEGIN
	UPDATE revision SET value = random() WHERE topic = 'place';
END;
CREATE TRIGGER observer_moved AFTER UPDATE OF place_id ON observer BEGIN
	UPDATE revision SET value = random() WHERE topic = 'place';
END;
CREATE TRIGGER observer_deleted AFTER DELETE ON observer BEGIN
	UPDATE revision SET value = random() WHERE topic = 'place';
END;

PRAGMA user_version = 6;
