-- A report that is put behind others, as an import does it, gives the content
-- of the table another number by a statement of its own (store/reports.c).  A
-- trigger that hardly ever has something to do made every insert one that may
-- have to be undone in part: SQLite kept copies of the pages that it changed.
DROP TRIGGER report_inserted;

PRAGMA user_version = 10;
