#ifndef WEATHER_BODY_H
#define WEATHER_BODY_H

#include "base/attr.h"
#include "base/err.h"
#include "base/json.h"
#include "base/str.h"

#include <stdbool.h>

/* JSON bodies of requests, and how their bad members are named. */

enum { BODY_DEPTH_MAX = 32, BODY_POINTER_MAX = 64 };

/* ERR_JSON for anything but one object; *out is the caller's to release. */
enum err_kind
body_parse(struct str body, json_t **out, struct err *err) MUST_USE;

/* prefix and "/member", escaped as RFC 6901 3 says, cut to what err keeps. */
void body_pointer(
	char out[BODY_POINTER_MAX], const char *prefix, const char *member);

/* Adds "wrong-type": wanted is "a number" or the like. */
void body_wrong_type(struct err *err, const char *pointer, const char *wanted,
	const json_t *got);

/* Adds "unknown-field", with the near name meant unless that is NULL. */
void body_unknown(struct err *err, const char *pointer, const char *member,
	const char *near);

/* The text of a member; absent and null leave *out empty with at == NULL. */
void body_text(const json_t *value, const char *pointer, struct str *out,
	struct err *err);

/* True when err has this field already: one complaint per field is enough. */
bool body_is_bad(const struct err *err, const char *pointer);

#endif
