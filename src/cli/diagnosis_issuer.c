#include "cli/diagnosis_parts.h"
#include "cli/entra_name.h"

static struct str
without_slash(struct str text)
{
	if (str_ends(text, "/"))
		text.len--;
	return text;
}

static bool
differs_by_slash(const struct diagnosis *d, const struct issuer *issuer)
{
	struct str iss = seen_text(&d->patient->payload, "iss");

	if (!str_eq(without_slash(iss), without_slash(issuer->iss)))
		return false;
	diagnosis_say(d,
		"the issuer differs only by the slash at its end: the token "
		"has \"%.*s\", [issuer %s] has \"%.*s\"; configure it exactly "
		"as the token has it",
		STR_ARG(iss), issuer->name, STR_ARG(issuer->iss));
	return true;
}

static bool
is_configured(const struct diagnosis *d, const struct entra_name *got)
{
	const struct issuer_set *set = d->patient->exam->rules->issuers;
	struct entra_name want;

	for (size_t i = 0; i < set->issuer_count; i++)
		if (entra_name_from(set->issuers[i].iss, &want) &&
			str_eq(got->tenant, want.tenant) &&
			got->version == want.version)
			return true;
	return false;
}

static bool
differs_by_version(const struct diagnosis *d, const struct issuer *issuer)
{
	struct entra_name got, want;

	if (!entra_name_from(seen_text(&d->patient->payload, "iss"), &got) ||
		!entra_name_from(issuer->iss, &want) ||
		!str_eq(got.tenant, want.tenant) || is_configured(d, &got))
		return false;
	diagnosis_say(d,
		"a version %d token at [issuer %s], which is the version %d "
		"issuer: use preset = entra, which takes both, or let the "
		"API's app registration say requestedAccessTokenVersion %d",
		got.version, issuer->name, want.version, want.version);
	return true;
}

static bool
differs_by_policy(const struct diagnosis *d, const struct issuer *issuer)
{
	struct entra_name got, want;

	if (!entra_name_from(seen_text(&d->patient->payload, "iss"), &got) ||
		!entra_name_from(issuer->iss, &want) ||
		!str_eq(got.tenant, want.tenant) || !got.policy.len ||
		!want.policy.len)
		return false;
	diagnosis_say(d,
		"the wrong policy: the token was issued under \"%.*s\", which "
		"is not in b2c_policies of [issuer %s]",
		STR_ARG(got.policy), issuer->name);
	return true;
}

static bool
differs_by_tenant(const struct diagnosis *d, const struct issuer *issuer)
{
	struct entra_name got, want;

	if (!entra_name_from(seen_text(&d->patient->payload, "iss"), &got) ||
		!entra_name_from(issuer->iss, &want) ||
		str_eq(got.tenant, want.tenant))
		return false;
	diagnosis_say(d,
		"the wrong tenant: the token is of %.*s, [issuer %s] is of "
		"%.*s; sign in with an account of that tenant, at that tenant",
		STR_ARG(got.tenant), issuer->name, STR_ARG(want.tenant));
	return true;
}

/* The likeliest mistake first. */
void
diagnosis_of_issuer(const struct diagnosis *d)
{
	static bool (*const ways[])(
		const struct diagnosis *d, const struct issuer *issuer) = {
		differs_by_slash,
		differs_by_policy,
		differs_by_version,
		differs_by_tenant,
	};
	const struct issuer_set *set = d->patient->exam->rules->issuers;

	for (size_t w = 0; w < COUNT(ways); w++)
		for (size_t i = 0; i < set->issuer_count; i++)
			if (ways[w](d, &set->issuers[i]))
				return;
	diagnosis_say(d,
		"the issuer is \"%.*s\", which is none of the configured ones:",
		STR_ARG(diagnosis_claim(d, "iss")));
	for (size_t i = 0; i < set->issuer_count; i++)
		diagnosis_say(d, "[issuer %s] is \"%.*s\"",
			set->issuers[i].name, STR_ARG(set->issuers[i].iss));
}

void
diagnosis_of_policy(const struct diagnosis *d)
{
	const struct issuer_set *set = d->patient->exam->rules->issuers;
	struct str policy = seen_text(&d->patient->payload, "tfp");
	struct str iss = seen_text(&d->patient->payload, "iss");

	if (!policy.at)
		policy = diagnosis_claim(d, "acr");
	diagnosis_say(d,
		"the wrong policy: the token was issued under \"%.*s\", but "
		"b2c_policies are others:",
		STR_ARG(policy));
	for (size_t i = 0; i < set->issuer_count; i++)
		if (str_eq(set->issuers[i].iss, iss))
			diagnosis_say(d, "[issuer %s] has \"%s\"",
				set->issuers[i].name, set->issuers[i].policy);
}
