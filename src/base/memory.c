#include "base/memory.h"

#include <stdlib.h>

bool
memory_is_left(size_t size)
{
	/* volatile: else the compiler takes both calls away */
	void *volatile all = malloc(size);
	bool left = all != NULL;

	free(all);
	return left;
}
