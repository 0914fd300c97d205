#ifndef CONFIG_WORDS_H
#define CONFIG_WORDS_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "config/config.h"

/* Appends the words of text; a list that was written has at != NULL. */
enum err_kind words_add(struct words *words, struct arena *arena,
	struct str text, struct err *err) MUST_USE;

#endif
