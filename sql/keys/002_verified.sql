-- The memory of signatures that verified, so that not every process computes
-- them again.  A row says that certain bytes verify under a certain key, and
-- nothing about whether they are still believed.

CREATE TABLE verified (
	-- SHA-256 over the bytes and the key: src/auth/memo.h
	digest  BLOB PRIMARY KEY CHECK (length(digest) = 32),
	-- when nobody will ask for it anymore
	expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX verified_expires ON verified (expires);

-- Keys that change or go take along what verified under them.
CREATE TRIGGER key_set_changed AFTER UPDATE OF sha256 ON key_set
WHEN old.sha256 <> new.sha256 BEGIN
	DELETE FROM verified;
END;
CREATE TRIGGER key_set_deleted AFTER DELETE ON key_set BEGIN
	DELETE FROM verified;
END;

PRAGMA user_version = 2;
