#include "cli/diagnosis.h"

#include "cli/diagnosis_parts.h"
#include "cli/show.h"

#include <stdarg.h>
#include <string.h>

void
diagnosis_say(const struct diagnosis *d, const char *fmt, ...)
{
	char text[2048];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	fputs(d->is_further ? "  - also: " : "  - ", d->out);
	show_text(d->out, str_from(text));
	putc('\n', d->out);
}

struct str
diagnosis_claim(const struct diagnosis *d, const char *name)
{
	struct str text = seen_text(&d->patient->payload, name);

	return text.at ? text : STR_LIT("(none)");
}

static void
of_detail(const struct diagnosis *d)
{
	diagnosis_say(d, "%s", d->err->detail);
}

static void
of_header(const struct diagnosis *d)
{
	diagnosis_say(d,
		"give the token alone, in one line, as it would follow "
		"\"Authorization: Bearer \": %s",
		d->err->detail);
}

static void
of_segments(const struct diagnosis *d)
{
	size_t dots = str_count(d->patient->exam->token, '.');

	if (dots == 0)
		diagnosis_say(d, "no JWT but an opaque token, which its issuer "
				 "alone can "
				 "read: ask for one of this service's audience "
				 "or scope");
	else if (dots == 4)
		diagnosis_say(d, "an encrypted token (JWE): turn off "
				 "encryption for this "
				 "service at the identity provider");
	else
		diagnosis_say(d,
			"no whole token (%s): was it copied to its end?",
			d->err->detail);
}

static void
of_base64url(const struct diagnosis *d)
{
	diagnosis_say(d, "damaged: %s; was it copied whole, without blanks?",
		d->err->detail);
}

static void
of_alg(const struct diagnosis *d)
{
	struct str alg = seen_text(&d->patient->header, "alg");

	if (str_is_nocase(alg, "none"))
		diagnosis_say(d, "not signed at all (alg %.*s)", STR_ARG(alg));
	else if (str_starts(alg, "HS"))
		diagnosis_say(d,
			"signed with a shared secret (alg %.*s), which nobody "
			"accepts here: let the identity provider use RS256",
			STR_ARG(alg));
	else
		diagnosis_say(d, "alg \"%.*s\" is none that exists here",
			STR_ARG(alg));
}

static void
of_alg_not_allowed(const struct diagnosis *d)
{
	diagnosis_say(d,
		"signed with %.*s: if the identity provider means it, add it "
		"to algorithms of [issuer %s]",
		STR_ARG(seen_text(&d->patient->header, "alg")),
		d->issuer->name);
}

static void
of_typ(const struct diagnosis *d)
{
	diagnosis_say(d,
		"typ \"%.*s\" is another kind of token: send the access token",
		STR_ARG(seen_text(&d->patient->header, "typ")));
}

static bool
is_for_graph(const struct diagnosis *d)
{
	struct str_list aud = seen_words(&d->patient->payload, "aud");

	for (size_t i = 0; i < aud.count; i++)
		if (claims_is_graph(aud.at[i]))
			return true;
	return false;
}

static void
say_graph(const struct diagnosis *d)
{
	const struct words *scopes =
		&d->patient->exam->rules->permissions[CONFIG_READ].scopes;

	diagnosis_say(d,
		"a token for Microsoft Graph, not for this service: ask for "
		"the scope \"%s%s\", and for no scope of Graph in the same "
		"request",
		d->issuer ? d->issuer->scope_prefix : "",
		scopes->count ? scopes->at[0] : "");
}

static void
of_audience(const struct diagnosis *d)
{
	const struct words *wanted = &d->issuer->audiences;

	if (is_for_graph(d))
		say_graph(d);
	diagnosis_say(d,
		"the audience (aud) is \"%.*s\"; expected is \"%s\"%s%s%s",
		STR_ARG(diagnosis_claim(d, "aud")),
		wanted->count ? wanted->at[0] : "",
		wanted->count > 1 ? " or \"" : "",
		wanted->count > 1 ? wanted->at[1] : "",
		wanted->count > 1 ? "\"" : "");
	for (size_t i = 2; i < wanted->count; i++)
		diagnosis_say(d, "expected is also \"%s\"", wanted->at[i]);
}

/* From one moment to a later one, rounded down. */
static long long
seconds_between(double from, double to)
{
	return (long long)claims_seconds(to - from);
}

static void
of_expiry(const struct diagnosis *d)
{
	const struct exam *exam = d->patient->exam;

	diagnosis_say(d,
		"expired %lld s ago, of which %d s are forgiven: get a new "
		"token; if it is new, set the clock of this host",
		seconds_between(exam->claims.expires, (double)exam->now),
		LEEWAY_S);
}

static void
of_not_yet(const struct diagnosis *d)
{
	const struct exam *exam = d->patient->exam;

	diagnosis_say(d,
		"not valid before %lld s from now (nbf): set the clock of this "
		"host or of the identity provider",
		seconds_between((double)exam->now, exam->claims.not_before));
}

static void
of_issued_at(const struct diagnosis *d)
{
	const struct exam *exam = d->patient->exam;

	diagnosis_say(d,
		"issued %lld s in the future (iat): set the clock of this host "
		"or of the identity provider",
		seconds_between((double)exam->now, exam->claims.issued_at));
}

static void
of_version(const struct diagnosis *d)
{
	diagnosis_say(d,
		"a version %.*s token (ver) of [issuer %s], whose tokens are "
		"of version %s",
		STR_ARG(diagnosis_claim(d, "ver")), d->issuer->name,
		d->issuer->version);
}

static void
of_tenant(const struct diagnosis *d)
{
	diagnosis_say(d,
		"the wrong tenant: tid is \"%.*s\", [issuer %s] is of \"%s\"",
		STR_ARG(diagnosis_claim(d, "tid")), d->issuer->name,
		d->issuer->tenant_id ? d->issuer->tenant_id : "");
}

static void
of_kind(const struct diagnosis *d)
{
	diagnosis_say(d,
		"an ID token, the receipt of a sign-in for the page, instead "
		"of an access token: send access_token, not id_token");
}

static void
of_unknown_key(const struct diagnosis *d)
{
	struct str kid = d->patient->exam->jwt.kid;

	if (!kid.at)
		diagnosis_say(d,
			"%s; let the identity provider name the key (kid)",
			d->err->detail);
	else
		diagnosis_say(d,
			"no key \"%.*s\" of [issuer %s] is stored here: "
			"--fetch asks the identity provider, \"weatherctl keys "
			"list\" shows what is stored",
			STR_ARG(kid), d->issuer->name);
}

static void
of_no_keys(const struct diagnosis *d)
{
	const struct issuer_set *set = d->patient->exam->rules->issuers;

	if (set->sources[d->issuer->source].jwks_file)
		of_detail(d);
	else
		diagnosis_say(d,
			"%s: \"weatherctl keys refresh %s\" gets them, "
			"\"weatherctl "
			"check\" says what is in the way",
			d->err->detail, d->issuer->name);
}

static void
of_alg_mismatch(const struct diagnosis *d)
{
	diagnosis_say(d, "signed with %.*s, but %s",
		STR_ARG(seen_text(&d->patient->header, "alg")), d->err->detail);
}

static void
of_signature(const struct diagnosis *d)
{
	diagnosis_say(d,
		"the signature is not the issuer's: the token was "
		"changed, or signed by somebody else (%s)",
		d->err->detail);
}

static void
of_bound(const struct diagnosis *d)
{
	diagnosis_say(d,
		"bound to a key that its holder must prove (cnf), which a "
		"plain Bearer request does not: ask for a token without DPoP "
		"or mutual TLS");
}

static void
of_denied(const struct diagnosis *d)
{
	diagnosis_say(d,
		"revoked here: \"weatherctl token revoked\" lists what is, "
		"\"weatherctl token unrevoke\" takes it back");
}

static const struct {
	const char *reason;
	void (*say)(const struct diagnosis *d);
} diagnoses[] = {
	{"authorization/malformed", of_header},
	{"authorization/scheme", of_header},
	{"token/segments", of_segments},
	{"token/base64url", of_base64url},
	{"token/alg", of_alg},
	{"token/alg-not-allowed", of_alg_not_allowed},
	{"token/typ", of_typ},
	{"token/graph", say_graph},
	{"token/issuer", diagnosis_of_issuer},
	{"token/policy", diagnosis_of_policy},
	{"token/audience", of_audience},
	{"token/expired", of_expiry},
	{"token/not-yet", of_not_yet},
	{"token/issued-in-future", of_issued_at},
	{"token/version", of_version},
	{"token/tenant", of_tenant},
	{"token/id-token", of_kind},
	{"keys/unknown-kid", of_unknown_key},
	{"keys/none", of_no_keys},
	{"keys/too-old", of_no_keys},
	{"keys/alg-mismatch", of_alg_mismatch},
	{"signature/bad", of_signature},
	{"signature/length", of_signature},
	{"token/bound", of_bound},
	{"token/denied", of_denied},
};

static void
diagnose_one(const struct diagnosis *d)
{
	for (size_t i = 0; i < COUNT(diagnoses); i++)
		if (!strcmp(diagnoses[i].reason, d->err->reason)) {
			diagnoses[i].say(d);
			return;
		}
	of_detail(d);
}

/* Refusals of claims that the check stopped before: nobody wants to mend them
 * one after the other. */
static void
diagnose_claims(const struct diagnosis *d)
{
	const struct exam *exam = d->patient->exam;

	if (exam->passed < EXAM_CLAIMS)
		return;
	for (size_t i = 0; i < CLAIMS_RULES; i++) {
		struct diagnosis other = *d;
		struct err err = {0};

		other.err = &err;
		other.is_further = true;
		if (claims_rules[i].check(&exam->claims, exam->now, &err) ==
				OK ||
			!strcmp(err.reason, d->err->reason))
			continue;
		diagnose_one(&other);
	}
}

void
diagnose(const struct patient *patient, const struct err *err, FILE *out)
{
	struct diagnosis d = {
		.patient = patient,
		.issuer = patient->exam->claims.issuer,
		.err = err,
		.out = out,
	};

	diagnose_one(&d);
	diagnose_claims(&d);
	d.is_further = true;
	if (!strcmp(err->reason, "token/issuer") && is_for_graph(&d))
		say_graph(&d);
}
