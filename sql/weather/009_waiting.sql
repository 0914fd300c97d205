-- The newest reports wait: they are in their table alone, not yet in the index
-- of words nor among their owners' reports, until there are so many that
-- bringing them there together costs each of them little (store/
-- report_index.h).  Those up to 'indexed' have been brought there.
INSERT INTO revision (topic, value)
SELECT 'indexed', coalesce(max(id), 0) FROM report;

-- Nobody asks for it: whose a report is, the index of words knows.
DROP INDEX report_owner;

DROP TRIGGER report_counted;
DROP TRIGGER report_uncounted;
CREATE TRIGGER report_uncounted AFTER DELETE ON report
WHEN old.id <= (SELECT value FROM revision WHERE topic = 'indexed') BEGIN
	UPDATE principal SET reports = reports - 1 WHERE id = old.owner_id;
END;

-- One content of the table is named by the number and by the uuid of the
-- newest report: another one of those is a change that need not be written.
DROP TRIGGER report_inserted;
CREATE TRIGGER report_inserted AFTER INSERT ON report
WHEN EXISTS (SELECT 1 FROM report WHERE id > new.id) BEGIN
	UPDATE revision SET value = random() WHERE topic = 'report';
END;

PRAGMA user_version = 9;
