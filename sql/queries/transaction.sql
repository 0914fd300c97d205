-- :database any

-- :store_begin
BEGIN IMMEDIATE

-- :store_commit
COMMIT

-- :store_rollback
ROLLBACK
