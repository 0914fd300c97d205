#ifndef TESTS_VERSIONS_H
#define TESTS_VERSIONS_H

#include "store/db.h"

/* As if everything had changed with each version. */
static inline const struct store_versions *
when(uint64_t version)
{
	static struct store_versions versions;

	versions.now = versions.all = version;
	for (size_t i = 0; i < TABLES_BITS; i++)
		versions.tables[i] = version;
	return &versions;
}

#endif
