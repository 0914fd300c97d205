-- :database keys

-- :keys_generation
SELECT value FROM generation WHERE id = 1

-- :keys_generation_next
UPDATE generation SET value = value + 1 WHERE id = 1

-- :keys_load
SELECT source, generation, jwks_uri, metadata_at, fetched_at, fresh_until,
       etag, body, sha256
  FROM key_set
 WHERE source = ?1

-- :keys_each
SELECT source, generation, jwks_uri, metadata_at, fetched_at, fresh_until,
       etag, body, sha256
  FROM key_set
 ORDER BY source

-- :keys_save
INSERT INTO key_set
       (source, generation, jwks_uri, metadata_at, fetched_at, fresh_until,
       etag, body, sha256)
VALUES (?1, (SELECT value FROM generation WHERE id = 1), ?2, ?3, ?4, ?5, ?6,
       ?7, ?8)
    ON CONFLICT (source) DO UPDATE
   SET generation = excluded.generation, jwks_uri = excluded.jwks_uri,
       metadata_at = excluded.metadata_at, fetched_at = excluded.fetched_at,
       fresh_until = excluded.fresh_until, etag = excluded.etag,
       body = excluded.body, sha256 = excluded.sha256

-- :keys_refresh_state
SELECT lease_until, refresh_next, unknown_next, failures, last_error,
       last_attempt
  FROM key_refresh
 WHERE source = ?1

-- All claims: ?1 source, ?2 owner, ?3 now, ?4 end of the lease; times further
-- away than ?5 come from a clock that was wrong, and count as past.  Those of a
-- budget: ?6 cooldown, ?7 its maximum, which 1 << 10 failures are beyond.
-- :keys_claim_scheduled
INSERT INTO key_refresh
       (source, lease_owner, lease_until, refresh_next, last_attempt)
VALUES (?1, ?2, ?4, ?3 + ?6, ?3)
    ON CONFLICT (source) DO UPDATE
   SET lease_owner = ?2, lease_until = ?4, last_attempt = ?3,
       refresh_next = ?3 + min(?6 << min(failures, 10), ?7)
 WHERE (lease_until <= ?3 OR lease_until > ?5)
       AND (refresh_next <= ?3 OR refresh_next > ?5)

-- :keys_claim_unknown
INSERT INTO key_refresh
       (source, lease_owner, lease_until, unknown_next, last_attempt)
VALUES (?1, ?2, ?4, ?3 + ?6, ?3)
    ON CONFLICT (source) DO UPDATE
   SET lease_owner = ?2, lease_until = ?4, last_attempt = ?3,
       unknown_next = ?3 + min(?6 << min(failures, 10), ?7)
 WHERE (lease_until <= ?3 OR lease_until > ?5)
       AND (unknown_next <= ?3 OR unknown_next > ?5)

-- :keys_claim_operator
INSERT INTO key_refresh (source, lease_owner, lease_until, last_attempt)
VALUES (?1, ?2, ?4, ?3)
    ON CONFLICT (source) DO UPDATE
   SET lease_owner = ?2, lease_until = ?4, last_attempt = ?3
 WHERE lease_until <= ?3 OR lease_until > ?5

-- :keys_release
UPDATE key_refresh
   SET lease_owner = '', lease_until = 0, failures = 0, last_error = ''
 WHERE source = ?1 AND lease_owner = ?2 AND lease_until > ?3

-- An import makes a fetch that is under way lose its lease.
-- :keys_release_import
UPDATE key_refresh
   SET lease_owner = '', lease_until = 0, failures = 0, last_error = ''
 WHERE source = ?1

-- :keys_fail
UPDATE key_refresh
   SET lease_owner = '', lease_until = 0, failures = failures + 1,
       last_error = ?3, refresh_next = max(refresh_next, ?4),
       unknown_next = max(unknown_next, ?4)
 WHERE source = ?1 AND lease_owner = ?2
