# an application acts on its roles, a person does not
# covers: G14 G15
get "$APP" /api/reports
expect_status 200
post "$APP" /api/reports '{"description":"x","location":{"city":"y"}}'
expect_problem 403 insufficient-scope
post "$APP_WRITE" /api/reports '{"description":"x","location":{"city":"y"}}'
expect_status 201
get "$ROLE_WITHOUT_APP" /api/reports
expect_problem 403 insufficient-scope
