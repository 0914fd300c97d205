#ifndef TESTS_PRESET_ENTRA_H
#define TESTS_PRESET_ENTRA_H

/* An issuer that believes several tenants of Entra, for tests of its preset. */
#include "unit/verify.h"

#define ALLOWED "22222222-2222-3333-4444-5555555555ab"
#define STRANGE "33333333-2222-3333-4444-555555555555"
#define CONSUMERS "9188040d-6c67-4c5b-b112-36a304b66dad"
#define AT "https://login.microsoftonline.com/"
#define STS "https://sts.windows.net/"
#define WELL_KNOWN "/.well-known/openid-configuration"

enum { V1 = 0, V2 };

static const char *tenants[] = {
	TENANT, "22222222-2222-3333-4444-5555555555AB", CONSUMERS};

/* The section with the first count of tenants. */
static inline struct issuer_config
organizations(size_t count)
{
	return (struct issuer_config){
		.name = "school",
		.line = 3,
		.preset = PRESET_ENTRA,
		.tenant_id = "organizations",
		.allowed_tenants = {tenants, count},
		.client_id = CLIENT,
	};
}

#endif
