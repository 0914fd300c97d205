/*
 * client_tables: the tables of weather-client, for the test that compares them
 * with the manual page: a line "key NAME" or "exit CODE MEANING" each.
 */
#include "client/outcome.h"
#include "client/profile.h"

#include <stdio.h>

int
main(void)
{
	struct profile_key key;

	for (size_t i = 0; profile_key(i, &key); i++)
		printf("key %s%s\n", key.name,
			key.is_required ? " required" : "");
	for (const struct outcome_class *c = outcome_classes; c->meaning; c++)
		printf("exit %d %s\n", c->code, c->meaning);
	return 0;
}
