#include "client/outcome.h"

#include "base/attr.h"
#include "unit/tap.h"

#include <stdlib.h>

static const struct outcome *const tables[] = {
	outcome_local, outcome_oauth, outcome_entra};

static void
every_reason_is_there_once_with_a_known_code(void)
{
	for (size_t t = 0; t < COUNT(tables); t++)
		for (const struct outcome *row = tables[t]; row->reason;
			row++) {
			bool known = false;

			CHECK(outcome_find(row->reason) == row);
			for (const struct outcome_class *c = outcome_classes;
				c->meaning; c++)
				known = known || c->code == row->code;
			CHECK(known && row->code != EX_OK);
		}
	CHECK(!outcome_find("oauth/") && !outcome_find(NULL));
}

static void
refusals_of_providers_all_have_advice(void)
{
	for (size_t t = 1; t < COUNT(tables); t++)
		for (const struct outcome *row = tables[t]; row->reason; row++)
			CHECK(row->advice && row->advice[0]);
}

static void
what_is_said_is_harmless_and_helps(void)
{
	struct err err = {0};
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	fail(&err, ERR_FETCH, "oauth/invalid_grant", "refused:\x1b[2J");
	err_field(&err, "location.city", "x", "too \x07 long");
	CHECK_INT(
		outcome_complain("weather-client", &err, out), OUTCOME_SIGN_IN);
	fclose(out);
	CHECK(!strchr(text, '\x1b') && !strchr(text, '\x07'));
	CHECK(strstr(text, "weather-client: refused:?[2J\n"));
	CHECK(strstr(text, "  location.city: too ? long\n"));
	CHECK(strstr(text, "login.\n"));
	for (char *rest = text, *line; (line = strsep(&rest, "\n"));)
		CHECK(strlen(line) <= 80);
	free(text);
}

int
main(void)
{
	RUN(every_reason_is_there_once_with_a_known_code);
	RUN(refusals_of_providers_all_have_advice);
	RUN(what_is_said_is_harmless_and_helps);
	DONE();
}
