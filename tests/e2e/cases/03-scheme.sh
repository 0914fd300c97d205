# the scheme is Bearer in any case, with one or more spaces
# covers: A3 A5 A9
for scheme in Bearer bearer BEARER 'beaRER  '; do
	request GET /api/reports -H "Authorization: $scheme $READ"
	expect_status 200
done
request GET /api/reports -H "Authorization: Bearer$READ"
expect_problem 401 missing-token
