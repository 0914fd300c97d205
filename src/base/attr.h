#ifndef BASE_ATTR_H
#define BASE_ATTR_H

/* Promises to the compiler that make contracts checkable. */

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
