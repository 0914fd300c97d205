#include "base/digest.h"
#include "unit/prop.h"
#include "unit/tap.h"

#include <openssl/evp.h>
#include <string.h>

static const char *
hex_of(const struct str *parts, size_t count, char out[65])
{
	unsigned char digest[32];

	digest_sha256(parts, count, digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(out + 2 * i, 3, "%02x", digest[i]);
	return out;
}

/* The examples of FIPS 180-4's validation, and no bytes at all. */
static void
known_digests_come_out(void)
{
	static const struct {
		struct str text;
		const char *digest;
	} cases[] = {
		{STR_INIT("abc"), "ba7816bf8f01cfea414140de5dae2223"
				  "b00361a396177a9cb410ff61f20015ad"},
		{STR_INIT(""), "e3b0c44298fc1c149afbf4c8996fb924"
			       "27ae41e4649b934ca495991b7852b855"},
		{STR_INIT("abcdbcdecdefdefgefghfghighijhijk"
			  "ijkljklmklmnlmnomnopnopq"),
			"248d6a61d20638b8e5c026930c3e6039"
			"a33ce45964ff2167f6ecedd419db06c1"},
	};
	char hex[65];

	for (size_t i = 0; i < COUNT(cases); i++)
		CHECK_STR(hex_of(&cases[i].text, 1, hex), cases[i].digest);
	CHECK_STR(hex_of(NULL, 0, hex), cases[1].digest);
}

/* The same, of "abc"; and against OpenSSL's other way to make them. */
static void
the_longer_digests_come_out(void)
{
	static const struct {
		size_t len;
		const char *name, *abc;
	} cases[] = {
		{32, "SHA256",
			"ba7816bf8f01cfea414140de5dae2223"
			"b00361a396177a9cb410ff61f20015ad"},
		{48, "SHA384",
			"cb00753f45a35e8bb5a03d699ac65007"
			"272c32ab0eded1631a8b605a43ff5bed"
			"8086072ba1e7cc2358baeca134c825a7"},
		{64, "SHA512",
			"ddaf35a193617abacc417349ae204131"
			"12e6fa4e89a97ea20a9eeee64b55d39a"
			"2192992a274fc1a836ba3c23a3feebbd"
			"454d4423643ce80e2a9ac94fa54ca49f"},
	};
	unsigned char digest[DIGEST_LONGEST], theirs[DIGEST_LONGEST];
	char hex[2 * DIGEST_LONGEST + 1], bytes[300];

	for (size_t i = 0; i < COUNT(cases); i++) {
		digest_sha2(STR_LIT("abc"), cases[i].len, digest);
		for (size_t k = 0; k < cases[i].len; k++)
			snprintf(hex + 2 * k, 3, "%02x", digest[k]);
		CHECK_STR(hex, cases[i].abc);
	}
	FOR_ALL(300)
	{
		size_t i = prop_below(COUNT(cases));
		struct str text = {bytes, prop_below(sizeof(bytes))};
		size_t len = 0;

		prop_bytes(bytes, text.len);
		digest_sha2(text, cases[i].len, digest);
		CHECK_INT(EVP_Q_digest(NULL, cases[i].name, NULL, text.at,
				  text.len, theirs, &len),
			1);
		CHECK(len == cases[i].len && !memcmp(digest, theirs, len));
	}
}

static void
only_the_bytes_count_and_not_where_they_are_cut(void)
{
	FOR_ALL(500)
	{
		char bytes[300], whole[65], cut[65];
		size_t len = prop_below(sizeof(bytes)), a, b;

		prop_bytes(bytes, len);
		a = prop_below(len + 1);
		b = a + prop_below(len - a + 1);
		{
			struct str one = {bytes, len};
			struct str parts[] = {{bytes, a}, {bytes + a, b - a},
				{NULL, 0}, {bytes + b, len - b}};

			CHECK_STR(
				hex_of(parts, 4, cut), hex_of(&one, 1, whole));
		}
	}
}

int
main(void)
{
	RUN(known_digests_come_out);
	RUN(the_longer_digests_come_out);
	RUN(only_the_bytes_count_and_not_where_they_are_cut);
	DONE();
}
