# an answer comes whole, whatever part was asked for
get "$READ" /api/me -H 'Range: bytes=0-3'
expect_status 200
expect_json 'has("permissions")'
