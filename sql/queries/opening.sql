-- :database opening

-- :opening_synchronous
PRAGMA synchronous = FULL

-- :opening_cell_size_check
PRAGMA cell_size_check = ON

-- A confined process can make no file elsewhere.
-- :opening_temp_store
PRAGMA temp_store = MEMORY

-- :opening_mmap
PRAGMA mmap_size = 0

-- :opening_auto_vacuum
PRAGMA auto_vacuum = INCREMENTAL

-- :opening_journal_mode
PRAGMA journal_mode

-- :opening_journal_wal
PRAGMA journal_mode = WAL

-- :opening_journal_truncate
PRAGMA journal_mode = TRUNCATE

-- :opening_application_id
PRAGMA application_id

-- :opening_user_version
PRAGMA user_version

-- :opening_table_count
SELECT count(*) FROM sqlite_schema

-- :opening_fts5
SELECT fts5(?1)

-- :opening_quick_check
PRAGMA quick_check(1)

-- :opening_foreign_key_check
PRAGMA foreign_key_check
