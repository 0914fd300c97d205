#ifndef STORE_NEWEST_H
#define STORE_NEWEST_H

/* What a connection keeps of the observations it read last; it is filled by
 * observations_recent(), and NULL is empty. */
struct newest_kept;
void newest_free(struct newest_kept *kept);

#endif
