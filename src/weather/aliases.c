#include "weather/aliases.h"

#include "base/attr.h"

/* clang-format off */
const struct alias aliases[] = {
#include "aliases.inc"
};
/* clang-format on */

const size_t alias_count = COUNT(aliases);
