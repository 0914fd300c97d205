#include "base/b64url.h"

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/* The six bits that c stands for, or -1. */
static int
bits_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '-')
		return 62;
	if (c == '_')
		return 63;
	return -1;
}

enum b64url_verdict
b64url_decode(struct str text, struct arena *arena, struct str *bytes)
{
	unsigned held = 0;
	int held_bits = 0;
	size_t len = 0;
	char *out;

	*bytes = (struct str){NULL, 0};
	if (text.len % 4 == 1)
		return B64URL_MALFORMED;
	out = arena_alloc(arena, text.len / 4 * 3 + text.len % 4 + 1);
	if (!out)
		return B64URL_NO_MEMORY;
	for (size_t i = 0; i < text.len; i++) {
		int bits = bits_of(text.at[i]);

		if (bits < 0)
			return B64URL_MALFORMED;
		held = held << 6 | (unsigned)bits;
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
