/* What was read in a token is found by all of its bytes, whole, and no more of
 * it is kept than there is room for. */
#include "auth/recall.h"

#include "unit/tap.h"

#include <stdio.h>
#include <stdlib.h>

enum { LENGTH = 1500 };

static struct str words_of_scope[] = {
	STR_INIT("weather.read"), STR_INIT("weather.write")};
static struct str words_of_audience[] = {STR_INIT("weather")};
static const struct issuer issuer = {.name = "club"};

static const struct claims claims = {.issuer = &issuer,
	.audiences = {words_of_audience, 1},
	.expires = 1750003600.5,
	.has_expires = true,
	.subject = STR_INIT("sub"),
	.identity = STR_INIT("identity"),
	.tenant = STR_INIT("tenant"),
	.client = STR_INIT("client"),
	.azp = STR_INIT("azp"),
	.appid = STR_INIT("appid"),
	.client_id = STR_INIT("client id"),
	.object_id = STR_INIT("oid"),
	.name = STR_INIT("name"),
	.version = STR_INIT("2.0"),
	.idtyp = STR_INIT("app"),
	.jti = STR_INIT("jti"),
	.uti = STR_INIT(""),
	.has_scopes = true,
	.scopes = {words_of_scope, 2}};
static const struct jwt jwt = {.alg = ALG_ES256, .kid = STR_INIT("kid")};
static const struct key key = {.thumbprint = {1, 2, 3}};
static const struct key other_key = {.thumbprint = {1, 2, 4}};

/* A token of len bytes that begins and ends with number. */
static struct str
make_token(char *text, size_t len, int number)
{
	char mark[20];

	memset(text, 'A', len);
	snprintf(mark, sizeof(mark), "%08d", number);
	memcpy(text, mark, 8);
	memcpy(text + len - 8, mark, 8);
	return (struct str){text, len};
}

static void
a_token_is_found_by_all_of_its_bytes(void)
{
	struct recall *recall = recall_new();
	char text[LENGTH];
	struct str token = make_token(text, sizeof(text), 1);

	CHECK(!recall_find(recall, token));
	recall_add(recall, token, &jwt, &claims, &key);
	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] ^= 1;
		CHECK(!recall_find(recall, token));
		text[i] ^= 1;
	}
	CHECK(!recall_find(recall, (struct str){text, sizeof(text) - 1}));
	CHECK(!recall_find(recall, (struct str){text + 1, sizeof(text) - 1}));
	CHECK(!recall_find(recall, (struct str){text, 0}));
	CHECK(recall_find(recall, token) != NULL);
	recall_free(recall);
}

/* The end of a token is what it is looked for by, its beginning what is
 * compared first. */
static void
a_token_that_begins_and_ends_like_another_is_another(void)
{
	struct recall *recall = recall_new();
	char text[2 * LENGTH];
	struct str token = make_token(text, LENGTH, 1);
	struct str longer = {text, sizeof(text)};

	memcpy(text + LENGTH, text, LENGTH);
	recall_add(recall, token, &jwt, &claims, &key);
	CHECK(!recall_find(recall, longer));
	CHECK(recall_find(recall, token) != NULL);
	recall_add(recall, longer, &jwt, &claims, &other_key);
	CHECK(recall_find(recall, longer) != recall_find(recall, token));
	recall_free(recall);
}

static bool
same(struct str a, struct str b)
{
	return str_eq(a, b) && !a.at == !b.at;
}

static void
what_was_read_is_whole_after_the_request(void)
{
	struct recall *recall = recall_new();
	char *text = malloc(LENGTH);
	char again[LENGTH], scope[] = "weather.read";
	struct str words[2] = {{scope, 12}, STR_LIT("weather.write")};
	struct claims mine = claims;
	struct recalled *seen;

	mine.scopes.at = words;
	recall_add(recall, make_token(text, LENGTH, 7), &jwt, &mine, &key);
	memset(scope, 0, sizeof(scope));
	memset(words, 0, sizeof(words));
	free(text);
	seen = recall_find(recall, make_token(again, LENGTH, 7));
	CHECK(seen != NULL);
	if (!seen)
		return;
	CHECK(seen->alg == ALG_ES256 && str_is(seen->kid, "kid"));
	CHECK(seen->claims.issuer == &issuer);
	CHECK(same(seen->claims.subject, claims.subject));
	CHECK(same(seen->claims.identity, claims.identity));
	CHECK(same(seen->claims.tenant, claims.tenant));
	CHECK(same(seen->claims.client, claims.client));
	CHECK(same(seen->claims.azp, claims.azp));
	CHECK(same(seen->claims.appid, claims.appid));
	CHECK(same(seen->claims.client_id, claims.client_id));
	CHECK(same(seen->claims.object_id, claims.object_id));
	CHECK(same(seen->claims.name, claims.name));
	CHECK(same(seen->claims.version, claims.version));
	CHECK(same(seen->claims.idtyp, claims.idtyp));
	CHECK(same(seen->claims.jti, claims.jti));
	CHECK(same(seen->claims.uti, claims.uti));
	CHECK_INT(seen->claims.scopes.count, 2);
	CHECK(str_is(seen->claims.scopes.at[0], "weather.read"));
	CHECK(str_is(seen->claims.scopes.at[1], "weather.write"));
	CHECK(str_is(seen->claims.audiences.at[0], "weather"));
	CHECK_INT(seen->claims.roles.count, 0);
	CHECK(seen->claims.has_expires && seen->claims.has_scopes &&
		!seen->claims.is_bound && !seen->claims.has_not_before);
	CHECK(seen->claims.expires == claims.expires);
	recall_free(recall);
}

/* Else an application would be none from its second request on: an idtyp that
 * is there decides, whatever it says. */
static void
a_claim_that_was_absent_stays_absent(void)
{
	struct recall *recall = recall_new();
	const struct claims bare = {.issuer = &issuer,
		.subject = STR_INIT("sub"),
		.idtyp = {NULL, 0},
		.tenant = STR_INIT("")};
	char text[LENGTH];
	struct str token = make_token(text, sizeof(text), 1);
	const struct recalled *seen;

	recall_add(recall, token, &jwt, &bare, &key);
	seen = recall_find(recall, token);
	CHECK(seen && same(seen->claims.subject, bare.subject) &&
		same(seen->claims.idtyp, bare.idtyp) &&
		same(seen->claims.azp, bare.azp) &&
		same(seen->claims.uti, bare.uti) &&
		same(seen->claims.tenant, bare.tenant));
	recall_free(recall);
}

static void
a_token_without_kid_has_none_later(void)
{
	struct recall *recall = recall_new();
	char text[LENGTH];
	struct str token = make_token(text, sizeof(text), 1);
	const struct jwt bare = {.alg = ALG_RS256};

	recall_add(recall, token, &bare, &claims, &key);
	CHECK(recall_find(recall, token) &&
		!recall_find(recall, token)->kid.at);
	recall_free(recall);
}

static void
it_verified_under_one_key_at_a_time(void)
{
	struct recall *recall = recall_new();
	char text[LENGTH];
	struct str token = make_token(text, sizeof(text), 1);
	struct recalled *seen;

	recall_add(recall, token, &jwt, &claims, &key);
	seen = recall_find(recall, token);
	CHECK(recall_is_of(seen, &key) && !recall_is_of(seen, &other_key));
	recall_verified(seen, &other_key);
	CHECK(!recall_is_of(seen, &key) && recall_is_of(seen, &other_key));
	recall_free(recall);
}

/* Tokens of every size: those that are found are whole, the newest is always
 * among them, and all together have no more than the room there is. */
static void
the_oldest_make_room(void)
{
	static char text[TOKEN_MAX];
	struct recall *recall = recall_new();
	size_t kept = 0;
	enum { MANY = 3000 };

	for (int i = 1; i <= MANY; i++) {
		struct str token = make_token(
			text, 200 + (size_t)i * 37 % (TOKEN_MAX - 200), i);

		recall_add(recall, token, &jwt, &claims, &key);
		CHECK(recall_find(recall, token) != NULL);
	}
	for (int i = 1; i <= MANY; i++) {
		struct str token = make_token(
			text, 200 + (size_t)i * 37 % (TOKEN_MAX - 200), i);
		struct recalled *seen = recall_find(recall, token);

		if (!seen)
			continue;
		kept += token.len;
		CHECK(str_is(seen->claims.object_id, "oid"));
	}
	CHECK(kept > RECALL_BYTES / 4 * 3 && kept <= RECALL_BYTES);
	CHECK(!recall_find(recall, make_token(text, 237, 1)));
	recall_free(recall);
}

static bool
knows_header(const struct recall *recall, struct str bytes, const char *kid)
{
	struct jwt asked = {.header = bytes};
	bool knows = recall_header(recall, &asked);

	CHECK_INT(asked.alg, knows ? ALG_ES256 : ALG_NONE);
	if (knows && kid)
		CHECK(str_is(asked.kid, kid));
	else
		CHECK(!asked.kid.at);
	return knows;
}

static void
add_with_header(struct recall *recall, struct str bytes, struct str kid)
{
	struct jwt seen = {.alg = ALG_ES256, .kid = kid, .header = bytes};

	recall_add(recall, bytes, &seen, &claims, &key);
}

/* Where an entry was, whoever has tokens signed decides what is there now: here
 * bytes that read as an entry of the token that went. */
static void
what_lies_over_an_entry_is_no_entry(void)
{
	enum { LARGE = RECALL_BYTES / 8 - 1024 };
	const size_t phase = sizeof(struct recalled) % sizeof(struct str);
	struct recall *recall = recall_new();
	static char like_entries[LARGE];
	struct claims none = {.issuer = &issuer};
	char first[LENGTH], text[LENGTH];
	struct str token = make_token(text, LENGTH, 2);

	recall_add(recall, make_token(first, LENGTH, 1), &jwt, &none, &key);
	recall_add(recall, token, &jwt, &none, &key);
	CHECK(recall_find(recall, token) != NULL);
	for (size_t i = phase; i + sizeof(token) + 8 < LARGE;
		i += sizeof(token))
		memcpy(like_entries + i, &token, sizeof(token));
	for (int i = 0; i < 9; i++) {
		like_entries[LARGE - 1] = (char)('0' + i);
		recall_add(recall, (struct str){like_entries, LARGE}, &jwt,
			&none, &key);
	}
	CHECK(recall_find(recall, (struct str){like_entries, LARGE}) != NULL);
	CHECK(!recall_find(recall, token));
	recall_free(recall);
}

static void
a_header_is_known_by_all_of_its_bytes(void)
{
	struct recall *recall = recall_new();
	char longest[513] = {0}, one[] = "{\"alg\":1}", kid[] = "kid";

	CHECK(!knows_header(NULL, str_from(one), NULL));
	CHECK(!knows_header(recall, str_from(one), NULL));
	add_with_header(recall, str_from(one), str_from(kid));
	memset(kid, '.', sizeof(kid));
	CHECK(knows_header(recall, str_from(one), "kid"));
	CHECK(!knows_header(recall, STR_LIT("{\"alg\":2}"), NULL));
	CHECK(!knows_header(recall, STR_LIT("{\"alg\":1"), NULL));
	CHECK(!knows_header(recall, STR_LIT("{\"alg\":1} "), NULL));
	CHECK(!knows_header(recall, (struct str){NULL, 0}, NULL));
	add_with_header(recall, STR_LIT("{}"), (struct str){NULL, 0});
	CHECK(knows_header(recall, STR_LIT("{}"), NULL));
	memset(longest, 'x', sizeof(longest));
	add_with_header(recall, (struct str){longest, 513}, STR_LIT("kid"));
	CHECK(!knows_header(recall, (struct str){longest, 513}, NULL));
	add_with_header(recall, (struct str){longest, 512}, STR_LIT("kid"));
	CHECK(knows_header(recall, (struct str){longest, 512}, "kid"));
	/* no more than there is room for; the oldest goes */
	for (size_t len = 1; len <= 5; len++)
		add_with_header(
			recall, (struct str){longest, len}, STR_LIT("kid"));
	CHECK(knows_header(recall, str_from(one), "kid"));
	add_with_header(recall, (struct str){longest, 6}, STR_LIT("kid"));
	CHECK(!knows_header(recall, str_from(one), NULL));
	CHECK(knows_header(recall, STR_LIT("{}"), NULL));
	recall_free(recall);
}

static void
without_memory_nothing_is_remembered(void)
{
	char text[LENGTH];
	struct str token = make_token(text, sizeof(text), 1);

	recall_add(NULL, token, &jwt, &claims, &key);
	CHECK(!recall_find(NULL, token));
	recall_free(NULL);
}

/* "dd" of VmFlags in smaps: not in core files. */
static void
no_core_file_gets_the_tokens(void)
{
	struct recall *recall = recall_new();
	char text[LENGTH], line[300];
	struct str token = make_token(text, sizeof(text), 1);
	unsigned long from = 0, to = 0, at;
	bool is_there = false, is_kept_out = false;
	FILE *smaps = fopen("/proc/self/smaps", "r");

	recall_add(recall, token, &jwt, &claims, &key);
	at = (unsigned long)recall_find(recall, token)->claims.subject.at;
	while (smaps && fgets(line, sizeof(line), smaps)) {
		char *end;
		unsigned long first = strtoul(line, &end, 16);

		if (*end == '-') {
			from = first;
			to = strtoul(end + 1, NULL, 16);
		}
		if (at < from || at >= to)
			continue;
		is_there = true;
		if (strncmp(line, "VmFlags:", 8) == 0)
			is_kept_out = strstr(line, " dd") != NULL;
	}
	CHECK(is_there && is_kept_out);
	if (smaps)
		fclose(smaps);
	recall_free(recall);
}

int
main(void)
{
	RUN(a_token_is_found_by_all_of_its_bytes);
	RUN(a_token_that_begins_and_ends_like_another_is_another);
	RUN(what_was_read_is_whole_after_the_request);
	RUN(a_claim_that_was_absent_stays_absent);
	RUN(a_token_without_kid_has_none_later);
	RUN(it_verified_under_one_key_at_a_time);
	RUN(the_oldest_make_room);
	RUN(what_lies_over_an_entry_is_no_entry);
	RUN(a_header_is_known_by_all_of_its_bytes);
	RUN(without_memory_nothing_is_remembered);
	RUN(no_core_file_gets_the_tokens);
	DONE();
}
