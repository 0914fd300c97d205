#include "base/b64url.h"

#include <stdint.h>

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* clang-format off */
/* One more than the six bits that a letter stands for; 0: no letter, from which
 * one less is beyond LETTER. */
static const unsigned char places[256] = {
	['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6,
	['G'] = 7, ['H'] = 8, ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
	['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
	['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
	['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
	['8'] = 61, ['9'] = 62, ['-'] = 63, ['_'] = 64,
};
/* clang-format on */
enum { LETTER = 63 };

/* Four letters at a time, as far as they go; how many were taken, SIZE_MAX when
 * one is no letter. */
static size_t
decode_fours(struct str text, char *out)
{
	const unsigned char *at = (const unsigned char *)text.at;
	size_t i = 0;

	for (; i + 4 <= text.len; i += 4) {
		unsigned a = places[at[i]] - 1u, b = places[at[i + 1]] - 1u;
		unsigned c = places[at[i + 2]] - 1u, d = places[at[i + 3]] - 1u;
		unsigned held = a << 18 | b << 12 | c << 6 | d;

		if ((a | b | c | d) > LETTER)
			return SIZE_MAX;
		*out++ = (char)(held >> 16);
		*out++ = (char)(held >> 8);
		*out++ = (char)held;
	}
	return i;
}

enum b64url_verdict
b64url_decode(struct str text, struct arena *arena, struct str *bytes)
{
	unsigned held = 0;
	int held_bits = 0;
	size_t taken, len;
	char *out;

	*bytes = (struct str){NULL, 0};
	if (text.len % 4 == 1)
		return B64URL_MALFORMED;
	out = arena_alloc(arena, text.len / 4 * 3 + text.len % 4 + 1);
	if (!out)
		return B64URL_NO_MEMORY;
	taken = decode_fours(text, out);
	if (taken == SIZE_MAX)
		return B64URL_MALFORMED;
	len = taken / 4 * 3;
	for (size_t i = taken; i < text.len; i++) {
		unsigned place = places[(unsigned char)text.at[i]];

		if (!place)
			return B64URL_MALFORMED;
		held = held << 6 | (place - 1);
		held_bits += 6;
		if (held_bits >= 8) {
			held_bits -= 8;
			out[len++] = (char)(held >> held_bits);
			held &= (1u << held_bits) - 1;
		}
	}
	if (held)
		return B64URL_MALFORMED;
	*bytes = (struct str){out, len};
	return B64URL_GOOD;
}

size_t
b64url_length(size_t len)
{
	return len / 3 * 4 + (len % 3 ? len % 3 + 1 : 0);
}

void
b64url_encode(const void *bytes, size_t len, char *out)
{
	const unsigned char *p = bytes;
	unsigned held = 0;
	int held_bits = 0;

	for (size_t i = 0; i < len; i++) {
		held = (held << 8 | p[i]) & 0xFFFF;
		held_bits += 8;
		while (held_bits >= 6) {
			held_bits -= 6;
			*out++ = alphabet[held >> held_bits & 63];
		}
	}
	if (held_bits)
		*out++ = alphabet[held << (6 - held_bits) & 63];
	*out = '\0';
}
