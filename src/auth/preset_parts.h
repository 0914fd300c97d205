#ifndef AUTH_PRESET_PARTS_H
#define AUTH_PRESET_PARTS_H

#include "auth/builder.h"

/* The presets that are made of more than what is written: parts of
 * preset.c. */

/* OpenID Connect Discovery 4 */
#define WELL_KNOWN "/.well-known/openid-configuration"

/* Microsoft Entra: one tenant, or several of the organizations endpoint. */
enum err_kind preset_entra(const struct builder *b) MUST_USE;

/* Azure AD B2C: the policies of one tenant. */
enum err_kind preset_b2c(const struct builder *b) MUST_USE;

#endif
