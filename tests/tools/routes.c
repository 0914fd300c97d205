/* Prints the route table, one row a line; tests compare it with documents. */
#include "api/route.h"

#include <stdio.h>

static const char *
need_name(unsigned need)
{
	switch (need) {
	case PERMIT_PUBLIC:
		return "nothing";
	case PERMIT_TOKEN:
		return "any token";
	case PERMIT_READ:
		return "read";
	case PERMIT_WRITE:
		return "write";
	case PERMIT_WRITE | PERMIT_ADMIN:
		return "write and admin";
	default:
		return "?";
	}
}

int
main(void)
{
	static const char *const stores[] = {"none", "read", "write", "cache"};

	for (size_t i = 0; i < route_count; i++)
		printf("%s %s | %s | %s | %s\n",
			route_method_name(routes[i].method), routes[i].path,
			need_name(routes[i].need), stores[routes[i].store],
			routes[i].id);
	return 0;
}
