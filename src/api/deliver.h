#ifndef API_DELIVER_H
#define API_DELIVER_H

#include "base/attr.h"
#include "base/err.h"
#include "base/log.h"
#include "http/request.h"
#include "http/response.h"

#include <stdbool.h>

/*
 * An answer on its way to the peer: at once, or piece by piece within a
 * bounded memory.  Where it goes at once its body is lent to the carrier, and
 * has to stay until that one's end().  An error is one of the pieces; the
 * answer is cut then, so that nobody takes it for complete.  A peer that is
 * gone is logged and no error: nobody is left to tell.
 */
enum err_kind deliver(const struct carrier *carrier, const struct log *log,
	const struct response *res, bool head_only, struct err *err) MUST_USE;

#endif
