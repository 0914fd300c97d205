#include "base/uuid.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

void
uuid7_print(int64_t ms, const unsigned char random[10], char out[UUID_LEN + 1])
{
	static const char hex[] = "0123456789abcdef";
	unsigned char bytes[16];
	uint64_t stamp = (uint64_t)ms;

	for (int i = 0; i < 6; i++)
		bytes[i] = (unsigned char)(stamp >> (40 - 8 * i));
	memcpy(bytes + 6, random, 10);
	bytes[6] = (unsigned char)(0x70 | (bytes[6] & 0x0F));
	bytes[8] = (unsigned char)(0x80 | (bytes[8] & 0x3F));
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*out++ = '-';
		*out++ = hex[bytes[i] >> 4];
		*out++ = hex[bytes[i] & 0x0F];
	}
	*out = '\0';
}

enum err_kind
uuid7_new(int64_t ms, char out[UUID_LEN + 1], struct err *err)
{
	unsigned char random[10];
	enum err_kind kind = random_bytes(random, sizeof(random), err);

	out[0] = '\0';
	if (kind == OK)
		uuid7_print(ms, random, out);
	return kind;
}

enum err_kind
uuid7_from(struct uuid_pool *pool, int64_t ms, char out[UUID_LEN + 1],
	struct err *err)
{
	enum err_kind kind;

	out[0] = '\0';
	if (!pool->left) {
		kind = random_bytes(pool->random, sizeof(pool->random), err);
		if (kind != OK)
			return kind;
		pool->left = COUNT(pool->random);
	}
	uuid7_print(ms, pool->random[--pool->left], out);
	return OK;
}

bool
uuid_is_valid(struct str text)
{
	if (text.len != UUID_LEN)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? c != '-'
			 : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return true;
}

bool
uuid_time(struct str text, int64_t *ms)
{
	uint64_t time = 0;

	*ms = 0;
	if (!uuid_is_valid(text))
		return false;
	for (size_t i = 0; i < 13; i++) {
		char c = text.at[i];

		if (c != '-')
			time = time << 4 |
			       (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	*ms = (int64_t)time;
	return true;
}

enum err_kind
random_bytes(void *out, size_t len, struct err *err)
{
	unsigned char *p = out;

	while (len) {
		ssize_t got = getrandom(p, len, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return fail(err, ERR_INTERNAL, "random",
				"getrandom: %s", strerror(errno));
		p += got;
		len -= (size_t)got;
	}
	return OK;
}
