-- :database any

-- Another number after every commit by another connection.
-- :store_data_version
PRAGMA data_version

-- :store_begin
BEGIN IMMEDIATE

-- :store_commit
COMMIT

-- :store_rollback
ROLLBACK
