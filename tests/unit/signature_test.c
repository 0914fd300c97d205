/* Each algorithm accepts its own signatures under its own key, no others. */
#include "unit/signature.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

static void
every_algorithm_accepts_its_own_signature(void)
{
	unsigned char bytes[SIGN_MAX];

	for (size_t i = 0; i < COUNT(signers); i++) {
		size_t len = sign_with(signers[i].key, signers[i].alg, bytes);

		CHECK_STR(reason_of(signers[i].key, signers[i].alg, bytes, len),
			"");
	}
}

static void
every_algorithm_refuses_another_message(void)
{
	unsigned char bytes[SIGN_MAX];

	for (size_t i = 0; i < COUNT(signers); i++) {
		size_t len = sign_with(signers[i].key, signers[i].alg, bytes);
		const char *reason;

		CHECK_INT(
			verdict(signers[i].key, signers[i].alg,
				STR_LIT("header.payloae"), bytes, len, &reason),
			ERR_BAD_TOKEN);
		CHECK_STR(reason, "signature/bad");
		CHECK_INT(verdict(signers[i].key, signers[i].alg, STR_LIT(""),
				  bytes, len, &reason),
			ERR_BAD_TOKEN);
	}
}

static void
every_algorithm_refuses_another_key(void)
{
	unsigned char bytes[SIGN_MAX];

	for (size_t i = 0; i < COUNT(signers); i++) {
		size_t len;

		if (!signers[i].other)
			continue;
		len = sign_with(signers[i].other, signers[i].alg, bytes);
		CHECK_STR(reason_of(signers[i].key, signers[i].alg, bytes, len),
			"signature/bad");
		CHECK_STR(
			reason_of(signers[i].other, signers[i].alg, bytes, len),
			"");
	}
}

/* covers: C5 D10; the digest and the padding are those of the bound algorithm
 */
static void
an_rsa_key_verifies_only_with_its_bound_algorithm(void)
{
	unsigned char bytes[SIGN_MAX];

	for (int made = ALG_RS256; made <= ALG_PS512; made++)
		for (int bound = ALG_RS256; bound <= ALG_PS512; bound++) {
			size_t len =
				sign_with("rsa", (enum algorithm)made, bytes);

			CHECK_STR(reason_of("rsa", (enum algorithm)bound, bytes,
					  len),
				made == bound ? "" : "signature/bad");
		}
}

static void
no_bit_of_a_signature_can_be_flipped(void)
{
	static const size_t with[] = {0, 3, 6, 7, 8, 9};

	for (size_t i = 0; i < COUNT(with); i++) {
		unsigned char bytes[SIGN_MAX];
		enum algorithm alg = signers[with[i]].alg;
		size_t len = sign_with(signers[with[i]].key, alg, bytes);
		struct public_key public_key = {
			.built = sign_read_key(signers[with[i]].key)};
		struct key key = {.alg = alg, .public_key = &public_key};
		size_t accepted = 0;

		for (size_t bit = 0; bit < 8 * len; bit++) {
			struct err err = {0};
			struct str flipped = {(char *)bytes, len};

			bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
			if (signature_verify(&key, str_from(message), flipped,
				    &err) != ERR_BAD_TOKEN)
				accepted++;
			bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
		}
		CHECK_INT(accepted, 0);
		public_key_free(&public_key);
	}
}

/* A key's context serves all of its signatures: none leaves a trace in it. */
static void
no_signature_changes_the_verdict_on_the_next_one(void)
{
	static const struct {
		const char *message;
		bool broken;
		enum err_kind kind;
	} turns[] = {
		{message, false, OK},
		{"another.message", false, ERR_BAD_TOKEN},
		{message, false, OK},
		{message, true, ERR_BAD_TOKEN},
		{message, true, ERR_BAD_TOKEN},
		{message, false, OK},
		{"", false, ERR_BAD_TOKEN},
		{message, false, OK},
		{message, false, OK},
	};
	unsigned char bytes[SIGN_MAX];

	for (size_t i = 0; i < COUNT(signers); i++) {
		enum algorithm alg = signers[i].alg;
		size_t len = sign_with(signers[i].key, alg, bytes);
		struct public_key public_key = {
			.built = sign_read_key(signers[i].key)};
		struct key key = {.alg = alg, .public_key = &public_key};

		for (size_t k = 0; k < COUNT(turns); k++) {
			struct str signature = {(char *)bytes, len};
			struct err err = {0};

			bytes[len - 1] ^= turns[k].broken;
			CHECK_INT(signature_verify(&key,
					  str_from(turns[k].message), signature,
					  &err),
				turns[k].kind);
			bytes[len - 1] ^= turns[k].broken;
		}
		public_key_free(&public_key);
	}
}

/* The same, where one public key were bound to another algorithm later. */
static void
a_context_serves_only_the_algorithm_that_it_was_made_for(void)
{
	static const enum algorithm algs[] = {
		ALG_RS256, ALG_RS384, ALG_PS384, ALG_PS256, ALG_RS256};
	struct public_key public_key = {.built = sign_read_key("rsa")};
	unsigned char bytes[SIGN_MAX];

	for (size_t bound = 0; bound < COUNT(algs); bound++) {
		struct key key = {
			.alg = algs[bound], .public_key = &public_key};

		for (size_t made = 0; made < COUNT(algs); made++) {
			size_t len = sign_with("rsa", algs[made], bytes);
			struct err err = {0};

			CHECK_INT(
				signature_verify(&key, str_from(message),
					(struct str){(char *)bytes, len}, &err),
				algs[made] == algs[bound] ? OK : ERR_BAD_TOKEN);
		}
	}
	public_key_free(&public_key);
}

/* covers: D11; a key that cannot do what it is bound to is a fault, never a yes
 */
static void
a_key_of_another_type_never_verifies(void)
{
	unsigned char bytes[SIGN_MAX];
	size_t len = sign_with("ed25519", ALG_EDDSA, bytes);
	struct public_key public_key = {.built = sign_read_key("ed25519")};
	struct key none = {.alg = ALG_NONE};
	struct key unbound = {.alg = ALG_NONE, .public_key = &public_key};
	struct err err = {0};

	CHECK(verdict("ed25519", ALG_ES256, str_from(message), bytes, len,
		      NULL) != OK);
	CHECK(verdict("p256", ALG_EDDSA, str_from(message), bytes, len, NULL) !=
		OK);
	CHECK(verdict("rsa", ALG_EDDSA, str_from(message), bytes, len, NULL) !=
		OK);
	CHECK(verdict("p256", ALG_RS256, str_from(message), bytes, len, NULL) !=
		OK);
	CHECK(verdict("rsa", ALG_ES256, str_from(message), bytes, len, NULL) !=
		OK);
	CHECK_INT(signature_verify(&none, str_from(message),
			  (struct str){(char *)bytes, len}, &err),
		ERR_INTERNAL);
	CHECK_INT(signature_verify(&unbound, str_from(message),
			  (struct str){(char *)bytes, len}, &err),
		ERR_INTERNAL);
	CHECK_STR(err.reason, "signature/no-key");
	CHECK_INT(signature_verify(
			  &unbound, str_from(message), STR_LIT(""), &err),
		ERR_INTERNAL);
	public_key_free(&public_key);
}

/* covers: D12 */
static void
a_stale_error_queue_changes_nothing(void)
{
	static const size_t with[] = {0, 3, 6, 9};

	for (size_t i = 0; i < COUNT(with); i++) {
		const char *key = signers[with[i]].key;
		enum algorithm alg = signers[with[i]].alg;
		unsigned char bytes[SIGN_MAX];
		size_t len = sign_with(key, alg, bytes);

		ERR_raise(ERR_LIB_RSA, ERR_R_INTERNAL_ERROR);
		CHECK_STR(reason_of(key, alg, bytes, len), "");
		CHECK_INT(ERR_peek_error(), 0);
		bytes[0] ^= 1;
		CHECK_STR(reason_of(key, alg, bytes, len), "signature/bad");
		CHECK_INT(ERR_peek_error(), 0);
		bytes[0] ^= 1;
		CHECK_STR(reason_of(key, alg, bytes, len), "");
	}
}

static int allocations_left; /* 0: all succeed */
static bool allocation_failed;

static bool
allocation_fails(void)
{
	if (!allocations_left || --allocations_left)
		return false;
	allocation_failed = true;
	return true;
}

static void *
failing_malloc(size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return allocation_fails() ? NULL : malloc(size);
}

static void *
failing_realloc(void *old, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	return allocation_fails() ? NULL : realloc(old, size);
}

static void
plain_free(void *old, const char *file, int line)
{
	(void)file;
	(void)line;
	free(old);
}

/* covers: D11; whichever allocation inside OpenSSL fails, in building the key
 * as well, a forged signature stays refused; afterwards all is as before. */
static void
memory_that_runs_out_is_never_a_yes(void)
{
	static const size_t with[] = {0, 3, 6, 9};

	for (size_t i = 0; i < COUNT(with); i++) {
		const char *name = signers[with[i]].key;
		enum algorithm alg = signers[with[i]].alg;
		unsigned char good[SIGN_MAX], forged[SIGN_MAX];
		size_t len = sign_with(name, alg, good);
		char *text = jwks_set(jwks_key(name, "k", NULL), NULL);
		struct key_set *set = jwks_load(text, &jwks_all);
		struct key key = {
			.alg = alg, .public_key = set->keys[0].public_key};
		int n = 0;

		sign_with(signers[with[i]].other, alg, forged);
		do {
			struct err err = {0};

			public_key_free(key.public_key);
			allocation_failed = false;
			allocations_left = ++n;
			CHECK(signature_verify(&key, str_from(message),
				      (struct str){(char *)forged, len},
				      &err) != OK);
			allocations_left = 0;
		} while (allocation_failed && n < 10000);
		CHECK(n > 1 && n < 10000);
		CHECK_STR(reason_of(name, alg, good, len), "");
		CHECK_STR(reason_of(name, alg, forged, len), "signature/bad");
		key_set_free(set);
		free(text);
	}
}

/* The same with a context that served before: whatever failed in it, the next
 * verdicts under the same key are the true ones. */
static void
memory_that_ran_out_leaves_no_trace_in_the_context(void)
{
	for (size_t i = 0; i < COUNT(signers); i++) {
		enum algorithm alg = signers[i].alg;
		unsigned char bytes[SIGN_MAX];
		size_t len = sign_with(signers[i].key, alg, bytes);
		char *text = jwks_set(jwks_key(signers[i].key, "k",
					      algorithm_rule(alg)->name),
			NULL);
		struct key_set *set = jwks_load(text, &jwks_all);
		struct str signature = {(char *)bytes, len};
		int n = 0;

		do {
			struct err err = {0};
			enum err_kind starved;

			allocation_failed = false;
			allocations_left = n++;
			starved = signature_verify(
				set->keys, str_from(message), signature, &err);
			allocations_left = 0;
			CHECK(allocation_failed || starved == OK);
			CHECK_INT(signature_verify(set->keys,
					  str_from("another.message"),
					  signature, &err),
				ERR_BAD_TOKEN);
			CHECK_INT(signature_verify(set->keys, str_from(message),
					  signature, &err),
				OK);
		} while ((n == 1 || allocation_failed) && n < 10000);
		CHECK(n > 2 && n < 10000);
		key_set_free(set);
		free(text);
	}
}

int
main(void)
{
	/* before OpenSSL's first allocation, or it refuses */
	CHECK_INT(CRYPTO_set_mem_functions(
			  failing_malloc, failing_realloc, plain_free),
		1);
	RUN(every_algorithm_accepts_its_own_signature);
	RUN(every_algorithm_refuses_another_message);
	RUN(every_algorithm_refuses_another_key);
	RUN(an_rsa_key_verifies_only_with_its_bound_algorithm);
	RUN(no_bit_of_a_signature_can_be_flipped);
	RUN(no_signature_changes_the_verdict_on_the_next_one);
	RUN(a_context_serves_only_the_algorithm_that_it_was_made_for);
	RUN(a_key_of_another_type_never_verifies);
	RUN(a_stale_error_queue_changes_nothing);
	RUN(memory_that_runs_out_is_never_a_yes);
	RUN(memory_that_ran_out_leaves_no_trace_in_the_context);
	DONE();
}
