#ifndef STORE_TABLES_H
#define STORE_TABLES_H

#include <stdint.h>

/*
 * Tables of weather.db as bits, which tell what a commit may have changed and
 * what an answer was made of.  The numbers stand in changes.1, where processes
 * of another version of this program read them: one is added at the end, none
 * ever means another table.  What has no bit of its own has all of them.
 */
enum { TABLES_ALL = 0xffff, TABLES_BITS = 16 };

/* name: as SQLite's authorizer is told it; NULL is any table. */
uint16_t tables_bit(const char *name);

#endif
