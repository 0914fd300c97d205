#include "store/tables.h"

#include "base/attr.h"

#include <stddef.h>
#include <string.h>

/* A virtual table and the ones that are its inside are one. */
static const struct {
	const char *name;
	uint16_t bit;
} tables[] = {
	{"principal", 1 << 0},
	{"observer", 1 << 1},
	{"observation", 1 << 2},
	{"report", 1 << 3},
	{"report_words", 1 << 3}, /* a view of it */
	{"report_fts", 1 << 4},
	{"report_fts_config", 1 << 4},
	{"report_fts_data", 1 << 4},
	{"report_fts_idx", 1 << 4},
	{"idempotency", 1 << 5},
	{"revision", 1 << 6},
	{"place", 1 << 7},
	{"place_name", 1 << 8},
	{"upstream", 1 << 9},
	{"upstream_right", 1 << 10},
};

uint16_t
tables_bit(const char *name)
{
	for (size_t i = 0; name && i < COUNT(tables); i++)
		if (strcmp(tables[i].name, name) == 0)
			return tables[i].bit;
	return TABLES_ALL;
}
