#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "config/setting.h"
#include "config/source.h"

/*
 * Reads text into the field of setting; target is the struct of the section.
 * A list grows by each call.  ERR_CONFIG names line, key and what to write.
 */
enum err_kind
value_read(const struct source *source, int line, const struct setting *setting,
	struct str text, void *target, struct err *err) MUST_USE;

#endif
