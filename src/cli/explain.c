#include "cli/explain.h"

#include "auth/policy.h"
#include "auth/token.h"
#include "cli/diagnosis.h"
#include "cli/show.h"

#include <string.h>

enum { VALUE_MAX = 256 }; /* bytes of a claim that are shown */

/* RFC 3339 has no later date. */
#define YEAR_10000 253402300800LL

static bool
starts_with_bearer(struct str text)
{
	static const size_t len = sizeof("Bearer ") - 1;

	return text.len >= len &&
	       str_is_nocase((struct str){text.at, len}, "Bearer ");
}

void
explain_look(struct look *look, struct str text,
	const struct token_rules *rules, int64_t now, struct arena *arena)
{
	struct str header = str_trim(text);
	const char *whole = NULL;

	*look = (struct look){
		.exam = {.rules = rules, .now = now, .arena = arena}};
	if (!starts_with_bearer(header)) {
		whole = arena_printf(arena, "Bearer %.*s", STR_ARG(header));
		header = str_from(whole);
	}
	if (!header.len) {
		look->err.kind = fail_memory(&look->err);
		return;
	}
	look->err.kind =
		token_from_header(header, &look->exam.token, &look->err);
	look->is_one_token = look->err.kind == OK;
	if (look->is_one_token)
		look->err.kind = exam_run(&look->exam, &look->err);
}

static void
print_check(
	FILE *out, const char *verdict, const char *name, const char *promise)
{
	fprintf(out, "  %-12s %-13s %s\n", verdict, name, promise);
}

static void
print_checks(const struct look *look, FILE *out)
{
	struct exam_check check;

	fputs("Checks, in their order:\n", out);
	print_check(out, look->is_one_token ? "ok" : "refused", "authorization",
		"one token after \"Bearer\"");
	for (size_t i = 0; exam_check_at(i, &check); i++)
		print_check(out,
			!look->is_one_token || i > look->exam.passed
				? "not reached"
			: i < look->exam.passed ? "ok"
						: "refused",
			check.name, check.promise);
}

static void
print_value(const char *name, struct str value, int64_t now, FILE *out)
{
	static const char *const times[] = {"exp", "nbf", "iat"};
	struct str shown = value;
	long long seconds;

	if (shown.len > VALUE_MAX)
		shown.len = VALUE_MAX;
	fprintf(out, "  %-12s ", name);
	show_text(out, shown);
	if (shown.len < value.len)
		fprintf(out, "... (%zu bytes)", value.len);
	for (size_t i = 0; i < COUNT(times); i++)
		if (!strcmp(name, times[i]) &&
			str_to_int64(value, 1, YEAR_10000 - 1, &seconds)) {
			fputs("  ", out);
			show_time(out, seconds, now);
		}
	putc('\n', out);
}

static void
print_members(const struct seen *seen, const char *const *names, size_t count,
	int64_t now, FILE *out)
{
	for (size_t i = 0; i < count; i++) {
		struct str value = seen_text(seen, names[i]);

		for (size_t k = 0; k < i; k++)
			if (!strcmp(names[i], names[k]))
				value.at = NULL;
		if (value.at)
			print_value(names[i], value, now, out);
	}
}

/* What decides, and what the deny-list is asked with; not what people are
 * called. */
static void
print_seen(const struct patient *patient, FILE *out)
{
	static const char *const header[] = {"alg", "kid", "typ"};
	const struct issuer *issuer = patient->exam->claims.issuer;
	const char *payload[] = {"iss", "aud", "ver", "tid", "tfp", "acr",
		"azp", "appid", "client_id", "sub", "oid", "idtyp", "scp",
		"scope", "roles", "jti", "uti", "iat", "nbf", "exp",
		/* names of the issuer's own, if they are others */
		"sub", "scp", "roles"};
	const size_t count = COUNT(payload);

	if (!patient->header.count && !patient->payload.count)
		return;
	if (issuer) {
		payload[count - 3] = issuer->identity_claim;
		payload[count - 2] =
			issuer->scope_claim ? issuer->scope_claim : "scp";
		payload[count - 1] = issuer->role_claim;
	}
	fputs("The token says, proven only if its signature is ok:\n", out);
	print_members(&patient->header, header, COUNT(header),
		patient->exam->now, out);
	print_members(
		&patient->payload, payload, count, patient->exam->now, out);
}

static void
print_words(const char *what, const struct words *words, FILE *out)
{
	for (size_t i = 0; i < words->count; i++)
		fprintf(out, "%s\"%s\"", i ? " or " : what, words->at[i]);
}

static void
print_missing(const struct permission_config *rule, bool app_only, FILE *out)
{
	const struct words *roles =
		app_only ? &rule->app_roles : &rule->user_roles;

	fputs("missing", out);
	if (!app_only)
		print_words("; needs the scope ", &rule->scopes, out);
	print_words(!app_only && rule->scopes.count
			    ? "; or, beside any scope, the role "
			    : "; needs the role ",
		roles, out);
	if (!roles->count && (app_only || !rule->scopes.count))
		fputs("; nothing grants it to such a caller", out);
}

static void
print_granted(const struct look *look, unsigned granted, FILE *out)
{
	const struct exam *exam = &look->exam;
	bool app_only = policy_is_app_only(&exam->claims);

	fprintf(out, "It %s %s:\n",
		look->err.kind == OK ? "grants" : "would grant",
		app_only ? "an application, on its own behalf"
			 : "an application, on behalf of its user");
	for (size_t i = 0; i < CONFIG_PERMISSIONS; i++) {
		fprintf(out, "  %-12s ", policy_permissions[i].name);
		if (granted & policy_permissions[i].bit)
			fputs("granted", out);
		else
			print_missing(
				&exam->rules->permissions[i], app_only, out);
		putc('\n', out);
	}
}

static void
print_result(const struct look *look, const struct patient *patient,
	unsigned granted, FILE *out)
{
	if (look->err.kind != OK) {
		fprintf(out, "Refused with %d, reason %s:\n",
			err_status(look->err.kind), look->err.reason);
		diagnose(patient, &look->err, out);
	} else if (!(granted & PERMIT_TOKEN)) {
		fprintf(out,
			"Refused with %d wherever it is sent:\n"
			"  - the token has neither scopes nor roles: ask for a "
			"scope of this service, or assign a role\n",
			err_status(ERR_SCOPE));
	} else {
		fprintf(out, "Accepted%s.\n",
			granted == PERMIT_TOKEN ? ", but only by GET /api/me"
			: look->exam.old_keys   ? ", by keys that are due for "
						  "a refresh"
						: "");
	}
}

enum err_kind
explain_print(
	const struct look *look, FILE *out, bool *accepted, struct err *err)
{
	const struct exam *exam = &look->exam;
	struct patient patient = {.exam = exam};
	unsigned granted = PERMIT_NEVER;
	enum err_kind kind;

	*accepted = false;
	if (look->err.kind == ERR_INTERNAL) {
		*err = look->err;
		return ERR_INTERNAL;
	}
	if ((kind = seen_read(exam->jwt.header, JWT_HEADER_DEPTH, exam->arena,
		     &patient.header, err)) != OK ||
		(kind = seen_read(exam->jwt.payload, JWT_PAYLOAD_DEPTH,
			 exam->arena, &patient.payload, err)) != OK)
		return kind;
	print_checks(look, out);
	print_seen(&patient, out);
	if (exam->passed >= EXAM_CLAIMS) {
		granted = policy_grant(&exam->claims, exam->rules->permissions);
		print_granted(look, granted, out);
	}
	print_result(look, &patient, granted, out);
	*accepted = look->err.kind == OK && granted & PERMIT_TOKEN;
	return OK;
}
