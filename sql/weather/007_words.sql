-- The index of words takes words apart as names of places are taken: a mark
-- belongs to its word, as in those of Indic scripts.  Words keep their
-- places in it (detail=full), so that a word is asked for as itself even if
-- the tokenizer should see two in it.
DROP TABLE report_fts;
CREATE VIRTUAL TABLE report_fts USING fts5 (
	description, city, marks,
	content='', columnsize=0,
	tokenize="unicode61 remove_diacritics 2 categories 'L* N* M* Co'"
);
INSERT INTO report_fts (rowid, description, city, marks)
SELECT id, description, city, marks FROM report_words;

PRAGMA user_version = 7;
