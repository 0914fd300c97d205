#include "auth/exam.h"

#include "auth/signature.h"
#include "store/denylist.h"

#include <assert.h>
#include <string.h>

/*
 * Form, header and payload are read once for the same bytes: two parses of JSON
 * would cost more than all other checks together.  What was read is judged on
 * every request.
 */
static enum err_kind
check_form(struct exam *exam, struct err *err)
{
	exam->seen = recall_find(exam->rules->recall, exam->token);
	if (exam->seen) {
		exam->jwt.alg = exam->seen->alg;
		exam->jwt.kid = exam->seen->kid;
		exam->claims = exam->seen->claims;
		return OK;
	}
	return jwt_cut(
		exam->token, JWT_ACCESS_TOKEN, exam->arena, &exam->jwt, err);
}

static enum err_kind
check_header(struct exam *exam, struct err *err)
{
	if (exam->seen || recall_header(exam->rules->recall, &exam->jwt))
		return OK;
	return jwt_read_header(&exam->jwt, exam->arena, err);
}

static enum err_kind
check_payload(struct exam *exam, struct err *err)
{
	if (exam->seen)
		return OK;
	return claims_read(exam->jwt.payload, exam->rules->issuers, exam->arena,
		&exam->claims, err);
}

static enum err_kind
check_algorithm(struct exam *exam, struct err *err)
{
	assert(exam->claims.issuer);
	return jwt_check_algorithm(
		&exam->jwt, exam->claims.issuer->algorithms, err);
}

static enum err_kind
find_key(struct exam *exam, struct err *err)
{
	return keyring_find(exam->rules->keys, exam->claims.issuer->source,
		exam->jwt.kid, exam->jwt.alg, &exam->key, &exam->old_keys, err);
}

/* text with every {tenantid} replaced equals iss. */
static bool
is_issuer_of_tenant(struct str text, struct str tenant, struct str iss)
{
	static const char hole[] = "{tenantid}";

	while (text.len) {
		struct str piece = {text.at, 1};

		if (str_starts(text, hole)) {
			piece = tenant;
			if (!tenant.len)
				return false;
			text.at += sizeof(hole) - 1;
			text.len -= sizeof(hole) - 1;
		} else {
			text.at++;
			text.len--;
		}
		if (iss.len < piece.len ||
			memcmp(iss.at, piece.at, piece.len) != 0)
			return false;
		iss.at += piece.len;
		iss.len -= piece.len;
	}
	return iss.len == 0;
}

/*
 * A key of one tenant must not sign for another: Storm-0558 was a consumer
 * key that enterprise services believed.  Keys name the version 2 issuer,
 * which is the canonical one, also where they sign version 1 tokens.
 */
static enum err_kind
check_key_issuer(struct exam *exam, struct err *err)
{
	const struct claims *claims = &exam->claims;
	const struct issuer *issuer = claims->issuer;
	struct str named = exam->key->issuer;

	if (!named.at ||
		is_issuer_of_tenant(named, claims->tenant, issuer->iss) ||
		is_issuer_of_tenant(named, claims->tenant, issuer->canonical))
		return OK;
	return fail(err, ERR_BAD_TOKEN, "keys/issuer",
		"the key's own issuer is not the token's");
}

/*
 * By the digest, which keys.db knows as well.  It is neither asked nor told
 * where that takes longer than it saves: 25 us are an RSA signature, 2 us a
 * question, 200 us and a wait for the disk an answer for others.
 */
static enum err_kind
verify_or_remember(struct exam *exam, struct err *err)
{
	const struct token_rules *rules = exam->rules;
	const struct claims *claims = &exam->claims;
	/* what follows makes it so */
	bool was_quick = signature_is_quick(exam->key);
	struct verified fact;
	enum err_kind kind;

	if (!rules->memo)
		return jwt_verify(&exam->jwt, exam->key, err);
	fact = memo_fact(claims->issuer->name, exam->key, exam->token,
		claims_seconds(claims->expires + LEEWAY_S), exam->now);
	exam->remembered =
		memo_has(rules->memo, was_quick ? NULL : rules->store, &fact);
	if (exam->remembered)
		return OK;
	kind = jwt_verify(&exam->jwt, exam->key, err);
	if (kind == OK)
		memo_add(rules->memo, &fact, !was_quick);
	return kind;
}

/*
 * Remembered is what a computation came to that comes to the same each time,
 * for the key that was just found.  All that may change is looked at before
 * and after, on every request.
 */
static enum err_kind
check_signature(struct exam *exam, struct err *err)
{
	struct recalled *seen = exam->seen;
	enum err_kind kind;

	if (exam->key->alg != exam->jwt.alg)
		return jwt_verify(&exam->jwt, exam->key, err);
	exam->remembered = seen && recall_is_of(seen, exam->key);
	if (exam->remembered)
		return OK;
	if (seen) {
		/* the same kid names another key now */
		kind = jwt_cut(exam->token, JWT_ACCESS_TOKEN, exam->arena,
			&exam->jwt, err);
		if (kind != OK)
			return kind;
		exam->jwt.alg = seen->alg;
		exam->jwt.kid = seen->kid;
	}
	if ((kind = verify_or_remember(exam, err)) != OK)
		return kind;
	if (seen)
		recall_verified(seen, exam->key);
	else
		recall_add(exam->rules->recall, exam->token, &exam->jwt,
			&exam->claims, exam->key);
	return OK;
}

/* RFC 9449 7.2, RFC 8705 3: whoever stole a bound token has no proof of
 * possession, and neither has a plain Bearer request. */
static enum err_kind
check_binding(struct exam *exam, struct err *err)
{
	if (!exam->claims.is_bound)
		return OK;
	return fail(err, ERR_BAD_TOKEN, "token/bound",
		"bound to a key by cnf, sent as plain Bearer");
}

static enum err_kind
check_denylist(struct exam *exam, struct err *err)
{
	const struct claims *claims = &exam->claims;
	const struct denied_token token = {
		.issuer = claims->issuer->canonical,
		.jti = claims->jti,
		.uti = claims->uti,
		.subject = claims->identity,
		.azp = claims->azp,
		.appid = claims->appid,
		.client_id = claims->client_id,
		.has_issued_at = claims->has_issued_at,
		.issued_at = claims_seconds(claims->issued_at),
		.now_ms = exam->now * 1000,
	};
	bool denied = true;
	enum err_kind kind;

	/* what cannot be looked up is not known to be good */
	if (!exam->rules->store)
		return fail(err, ERR_DATABASE, "denylist/no-store",
			"keys.db is not open");
	kind = denylist_find(exam->rules->store, &token, &denied, err);
	if (kind != OK)
		return kind;
	return denied ? fail(err, ERR_BAD_TOKEN, "token/denied",
				"on the deny-list")
		      : OK;
}

struct step {
	struct exam_check says;
	enum err_kind (*check)(struct exam *exam, struct err *err);
};

/* Before and behind the claims_rules. */
static const struct step steps[] = {
	{{"form", "three canonical base64url parts, at most 16 KiB"},
		check_form},
	{{"header", "a known algorithm, no extension, no other kind of token"},
		check_header},
	{{"issuer", "iss and policy are configured, claims have their types"},
		check_payload},
	{{"algorithm", "the issuer may sign with it"}, check_algorithm},
	{{"key", "the issuer has a key of this kid and algorithm"}, find_key},
	{{"key issuer", "the key may sign for this issuer"}, check_key_issuer},
	{{"signature", "verifies with that key"}, check_signature},
	{{"binding", "not bound to a key that its holder must prove"},
		check_binding},
	{{"deny-list", "not revoked here"}, check_denylist},
};
enum { STEPS_BEFORE = EXAM_OFFLINE - CLAIMS_RULES };

static const struct step *
step_at(size_t i)
{
	if (i >= EXAM_OFFLINE)
		i -= CLAIMS_RULES;
	return i < COUNT(steps) ? &steps[i] : NULL;
}

static const struct claims_rule *
claims_rule_at(size_t i)
{
	if (i < STEPS_BEFORE || i >= EXAM_OFFLINE)
		return NULL;
	return &claims_rules[i - STEPS_BEFORE];
}

bool
exam_check_at(size_t i, struct exam_check *check)
{
	const struct claims_rule *rule = claims_rule_at(i);
	const struct step *step = step_at(i);

	if (rule)
		*check = (struct exam_check){rule->name, rule->promise};
	else if (step)
		*check = step->says;
	return rule || step;
}

enum err_kind
exam_run(struct exam *exam, struct err *err)
{
	for (exam->passed = 0;; exam->passed++) {
		const struct claims_rule *rule = claims_rule_at(exam->passed);
		const struct step *step = step_at(exam->passed);
		enum err_kind kind;

		if (!rule && !step)
			return OK;
		kind = rule ? rule->check(&exam->claims, exam->now, err)
			    : step->check(exam, err);
		if (kind != OK)
			return kind;
	}
}
