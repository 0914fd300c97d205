-- The newest reading at a place, as the programs beside this file ask for it:
-- name in lower case, country, state.
SELECT o.temp / 100.0 AS temp,
       o.pressure_msl / 100 AS pressure,
       o.humidity / 10 AS humidity
  FROM place_name n
  JOIN place p ON p.id = n.place_id
  JOIN observer b ON b.place_id = p.id
  JOIN observation o
    ON o.observer_id = b.id AND o.observed_at = b.newest_at
 WHERE n.name_key = ? AND n.country = ? AND p.state = ?
 ORDER BY b.newest_at DESC
 LIMIT 1
