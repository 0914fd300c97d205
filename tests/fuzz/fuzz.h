#ifndef TESTS_FUZZ_H
#define TESTS_FUZZ_H

/* What every fuzz target defines, and how it says that a promise is broken. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PROMISE(fact)                                                  \
	do {                                                           \
		if (!(fact)) {                                         \
			fprintf(stderr, "%s:%d: broken promise: %s\n", \
				__FILE__, __LINE__, #fact);            \
			abort();                                       \
		}                                                      \
	} while (0)

#endif
