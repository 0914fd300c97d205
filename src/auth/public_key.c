#include "auth/public_key.h"

#include "base/b64url.h"
#include "base/digest.h"
#include "base/memory.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <stdint.h>
#include <string.h>

/* Several times what OpenSSL takes to look whether a point is on its curve. */
enum { POINT_NEEDS = 256 * 1024 };

static enum err_kind
decode(struct str text, const char *name, struct arena *arena,
	struct str *bytes, struct err *err)
{
	switch (b64url_decode(text, arena, bytes)) {
	case B64URL_GOOD:
		return OK;
	case B64URL_NO_MEMORY:
		return fail_memory(err);
	case B64URL_MALFORMED:
		break;
	}
	return fail(err, ERR_KEYS, "key/base64url",
		"%s is not canonical base64url", name);
}

static const unsigned char *
octets(struct str bytes)
{
	return (const unsigned char *)bytes.at;
}

static struct str
without_leading_zeros(struct str bytes)
{
	while (bytes.len && !bytes.at[0]) {
		bytes.at++;
		bytes.len--;
	}
	return bytes;
}

/* SHA-256 of {"crv":…,"e":…,"kty":…,…}: the required members alone, in the
 * order of their names, without blanks (RFC 7638 3).  NULL ends the pieces. */
static void
print_thumb(const struct str *pieces, unsigned char thumbprint[THUMBPRINT_LEN])
{
	size_t count = 0;

	while (pieces[count].at)
		count++;
	digest_sha256(pieces, count, thumbprint);
}

/* *out with OK alone, so that a refused key leaves nothing behind. */
static enum err_kind
keep(struct public_key numbers, struct arena *arena, struct public_key **out,
	struct err *err)
{
	*out = arena_alloc(arena, sizeof(**out));
	if (!*out)
		return fail_memory(err);
	**out = numbers;
	return OK;
}

static char *
encode(struct str bytes, struct arena *arena)
{
	char *text = arena_alloc(arena, b64url_length(bytes.len) + 1);

	if (text)
		b64url_encode(bytes.at, bytes.len, text);
	return text;
}

static size_t
bit_length(struct str bytes)
{
	size_t bits = bytes.len * 8;

	if (!bytes.len)
		return 0;
	for (unsigned first = octets(bytes)[0]; first < 0x80; first <<= 1)
		bits--;
	return bits;
}

static unsigned
remainder_of(struct str n, unsigned divisor)
{
	unsigned rest = 0;

	for (size_t i = 0; i < n.len; i++)
		rest = (rest << 8 | octets(n)[i]) % divisor;
	return rest;
}

/*
 * The mark of the Infineon library's keys, which can be factored
 * (CVE-2017-15361): modulo every one of the primes up to 167, n is a power of
 * 65537.  Of other moduli one in 2^27 is.  Left out are those primes of whose
 * remainders all but 0 are such powers; those come first of whose remainders
 * the fewest are, so that nearly every modulus is done with the first one.
 */
static bool
is_roca(struct str n)
{
	static const unsigned char primes[] = {97, 37, 79, 11, 61, 73, 127, 151,
		13, 17, 19, 53, 71, 103, 107, 109, 157};

	for (size_t i = 0; i < COUNT(primes); i++) {
		unsigned prime = primes[i], rest = remainder_of(n, prime);
		unsigned power = 1, left = prime;

		while (power != rest && --left)
			power = power * 65537 % prime;
		if (!left)
			return false;
	}
	return true;
}

static enum err_kind
check_rsa_numbers(struct str n, struct str e, struct err *err)
{
	size_t bits = bit_length(n);
	uint64_t exponent = 0;

	if (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX)
		return fail(err, ERR_KEYS, "key/rsa-size",
			"an RSA modulus of %zu bits, allowed are %d to %d",
			bits, RSA_BITS_MIN, RSA_BITS_MAX);
	if (!(octets(n)[n.len - 1] & 1))
		return fail(err, ERR_KEYS, "key/rsa-modulus",
			"an even RSA modulus");
	if (is_roca(n))
		return fail(err, ERR_KEYS, "key/roca",
			"an RSA modulus that can be factored (ROCA)");
	for (size_t i = 0; i < e.len && e.len <= 5; i++)
		exponent = exponent << 8 | octets(e)[i];
	if (exponent < 3 || exponent >> 33 || !(exponent & 1))
		return fail(err, ERR_KEYS, "key/rsa-exponent",
			"an RSA exponent that is even, below 3 or huge");
	return OK;
}

enum err_kind
public_key_rsa(struct str n, struct str e, struct arena *arena,
	struct public_key **out, unsigned char thumbprint[THUMBPRINT_LEN],
	struct err *err)
{
	const char *n_text, *e_text;
	struct str modulus, exponent;
	enum err_kind kind;

	if ((kind = decode(n, "n", arena, &modulus, err)) != OK ||
		(kind = decode(e, "e", arena, &exponent, err)) != OK)
		return kind;
	modulus = without_leading_zeros(modulus);
	exponent = without_leading_zeros(exponent);
	if ((kind = check_rsa_numbers(modulus, exponent, err)) != OK)
		return kind;
	n_text = encode(modulus, arena);
	e_text = encode(exponent, arena);
	if (!n_text || !e_text)
		return fail_memory(err);
	print_thumb((const struct str[]){STR_LIT("{\"e\":\""), str_from(e_text),
			    STR_LIT("\",\"kty\":\"RSA\",\"n\":\""),
			    str_from(n_text), STR_LIT("\"}"), {NULL, 0}},
		thumbprint);
	return keep(
		(struct public_key){
			.type = KEY_RSA, .n = modulus, .e = exponent},
		arena, out, err);
}

/*
 * SEC 1 3.2.2.1: both coordinates below p and the equation fulfilled.  The
 * cofactor of these curves is 1, so every such point has the group's order.
 * The functions beneath EVP: see base/digest.h.
 */
static enum err_kind
check_point(const char *curve, const unsigned char *octets, size_t len,
	struct err *err)
{
	EC_GROUP *group = NULL;
	EC_POINT *point = NULL;
	enum err_kind kind = OK;

	public_key_quick_start();
	/* OpenSSL does not always tell want of memory from a bad point. */
	if (memory_is_left(POINT_NEEDS))
		group = EC_GROUP_new_by_curve_name(EC_curve_nist2nid(curve));
	if (group)
		point = EC_POINT_new(group);
	if (!point)
		kind = fail_memory(err);
	else if (EC_POINT_oct2point(group, point, octets, len, NULL) != 1)
		kind = fail(err, ERR_KEYS, "key/point",
			"a point that is not on its curve");
	ERR_clear_error();
	EC_POINT_free(point);
	EC_GROUP_free(group);
	return kind;
}

static enum err_kind
keep_ec(const struct algorithm_rule *rule, struct str x, struct str y,
	struct arena *arena, struct public_key **out, struct err *err)
{
	size_t len = 1 + 2 * rule->coordinate;
	unsigned char *point = arena_alloc(arena, len);
	enum err_kind kind;

	if (!point)
		return fail_memory(err);
	point[0] = 4; /* uncompressed, SEC 1 2.3.3 */
	memcpy(point + 1, x.at, rule->coordinate);
	memcpy(point + 1 + rule->coordinate, y.at, rule->coordinate);
	kind = check_point(rule->curve, point, len, err);
	if (kind != OK)
		return kind;
	return keep((struct public_key){.type = KEY_EC,
			    .curve = rule->curve,
			    .point = {(const char *)point, len}},
		arena, out, err);
}

enum err_kind
public_key_ec(const struct algorithm_rule *rule, struct str x, struct str y,
	struct arena *arena, struct public_key **out,
	unsigned char thumbprint[THUMBPRINT_LEN], struct err *err)
{
	struct str x_bytes, y_bytes;
	enum err_kind kind;

	if ((kind = decode(x, "x", arena, &x_bytes, err)) != OK ||
		(kind = decode(y, "y", arena, &y_bytes, err)) != OK)
		return kind;
	/* RFC 7518 6.2.1.2: the full width, zeros in front included. */
	if (x_bytes.len != rule->coordinate || y_bytes.len != rule->coordinate)
		return fail(err, ERR_KEYS, "key/coordinate",
			"coordinates of %zu and %zu bytes, %s has %zu",
			x_bytes.len, y_bytes.len, rule->curve,
			rule->coordinate);
	print_thumb(
		(const struct str[]){STR_LIT("{\"crv\":\""),
			str_from(rule->curve),
			STR_LIT("\",\"kty\":\"EC\",\"x\":\""), x,
			STR_LIT("\",\"y\":\""), y, STR_LIT("\"}"), {NULL, 0}},
		thumbprint);
	return keep_ec(rule, x_bytes, y_bytes, arena, out, err);
}

/*
 * y is 255 bits, little-endian; the top bit is the sign of x.  p = 2^255 - 19,
 * so the spellings of RFC 8032 5.1.3 step 1 that are refused are those from
 * ed ff … ff 7f on.  The y of the points of order 1, 2, 4 and 8 are 1, -1, 0
 * and the two below.
 */
static bool
is_bad_ed25519(struct str x)
{
	static const unsigned char small[][32] = {
		{0},
		{1},
		{0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			0xff, 0xff, 0xff, 0x7f},
		{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3,
			0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac,
			0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88,
			0x6d, 0x53, 0xfc, 0x05},
		{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c,
			0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53,
			0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77,
			0x92, 0xac, 0x03, 0x7a},
	};
	unsigned char y[32];
	bool all_ones = true;

	memcpy(y, x.at, sizeof(y));
	y[31] &= 0x7f;
	for (size_t i = 0; i < COUNT(small); i++)
		if (!memcmp(y, small[i], sizeof(y)))
			return true;
	for (size_t i = 1; i < 31; i++)
		all_ones = all_ones && y[i] == 0xff;
	return all_ones && y[31] == 0x7f && y[0] >= 0xed;
}

enum err_kind
public_key_ed25519(struct str x, struct arena *arena, struct public_key **out,
	unsigned char thumbprint[THUMBPRINT_LEN], struct err *err)
{
	struct str bytes;
	enum err_kind kind;

	if ((kind = decode(x, "x", arena, &bytes, err)) != OK)
		return kind;
	if (bytes.len != 32)
		return fail(err, ERR_KEYS, "key/coordinate",
			"x of %zu bytes, Ed25519 has 32", bytes.len);
	if (is_bad_ed25519(bytes))
		return fail(err, ERR_KEYS, "key/point",
			"a point of small order or a second spelling of one");
	print_thumb((const struct str[]){STR_LIT("{\"crv\":\"Ed25519\",\"kty\":"
						 "\"OKP\",\"x\":\""),
			    x, STR_LIT("\"}"), {NULL, 0}},
		thumbprint);
	return keep((struct public_key){.type = KEY_OKP, .point = bytes}, arena,
		out, err);
}
