#ifndef AUTH_PRESET_H
#define AUTH_PRESET_H

#include "auth/issuer.h"

/*
 * Works one [issuer] section out: appends its issuers and key sources to set,
 * whose arrays must have room for preset_room(section) more of each.
 * ERR_CONFIG says `file:line: [issuer NAME]: what is wrong; what to write`.
 */
enum err_kind preset_apply(struct issuer_set *set, const struct config *config,
	const struct issuer_config *section, struct err *err) MUST_USE;
size_t preset_room(const struct issuer_config *section);

#endif
