#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True when size bytes could be had just now, and so, in a process of one
 * thread, can be had again.  For what is done by a library that does not
 * tell want of memory from bad input: ask first for more than it can need.
 */
bool memory_is_left(size_t size);

#endif
