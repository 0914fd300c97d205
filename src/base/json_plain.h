#ifndef BASE_JSON_PLAIN_H
#define BASE_JSON_PLAIN_H

#include "base/attr.h"
#include "base/str.h"

#include <stddef.h>

/*
 * What most bodies are that people send: an object of texts, and of objects of
 * texts, in which nothing is escaped.  Read in one pass; Jansson, which looks
 * at each byte by several calls and builds a tree, takes thirty times as long.
 */
struct json_text {
	struct str object; /* the member it is within; at NULL: none */
	struct str name;
	struct str value;
};

/*
 * How many texts there are, in their order; they point into text.  0 for
 * everything else, also where it is good JSON: json_parse_object() tells what
 * it is.  What is read here is what that would accept, and as it would read it.
 */
size_t
json_plain(struct str text, struct json_text texts[], size_t max) MUST_USE;

#endif
