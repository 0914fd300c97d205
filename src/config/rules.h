#ifndef CONFIG_RULES_H
#define CONFIG_RULES_H

#include "base/attr.h"
#include "base/err.h"
#include "config/config.h"
#include "config/loader.h"

/* What keys must be to each other, where the table of settings cannot say
 * it.  ERR_CONFIG with file and line. */

/* At the end of the section that issuer was read from. */
enum err_kind rules_check_issuer(const struct loader *loader,
	struct issuer_config *issuer, struct err *err) MUST_USE;

/* At the end of its section; fills in what the provider's defaults are. */
enum err_kind rules_check_upstream(const struct loader *loader,
	struct upstream_config *upstream, struct err *err) MUST_USE;

/* At the end of the file. */
enum err_kind
rules_check_all(const struct loader *loader, struct err *err) MUST_USE;

#endif
