#ifndef CLIENT_CLIENT_PROOF_H
#define CLIENT_CLIENT_PROOF_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "client/session.h"

/*
 * Adds what proves the client's identity to a request: parameters to form, or
 * the credentials of "Authorization: Basic" to basic (both empty or begun by
 * the caller, who wipes them with secret_free()).  Encoded as RFC 6749 2.3.1
 * and appendix B ask.
 */
enum err_kind client_proof_add(struct session *session, struct buf *form,
	struct buf *basic, struct err *err) MUST_USE;

#endif
