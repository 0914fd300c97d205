#include "client/loopback.h"

#include "client/form.h"

#include <openssl/crypto.h>
#include <string.h>

/* Each parameter at most once (RFC 6749 3.1); absent: at NULL. */
static bool
take(struct str query, const char *name, struct arena *arena, struct str *out)
{
	struct str rest = query, pair, key;
	size_t count = 0;

	*out = (struct str){NULL, 0};
	while (str_cut(&rest, '&', &pair)) {
		str_cut(&pair, '=', &key);
		count += str_is(key, name);
	}
	return count == 0 || (count == 1 && form_find(query, name, arena, out));
}

static bool
is_same(struct str a, struct str b)
{
	return a.len == b.len && a.len && !CRYPTO_memcmp(a.at, b.at, a.len);
}

enum loopback_verdict
loopback_read(struct str head, const char *path, struct str state,
	struct arena *arena, struct loopback_answer *answer)
{
	struct str rest = head, line, method, target, where, given;

	*answer = (struct loopback_answer){0};
	if (!str_cut(&rest, '\n', &line))
		return LOOPBACK_MALFORMED;
	if (str_ends(line, "\r"))
		line.len--;
	if (!str_cut(&line, ' ', &method) || !str_cut(&line, ' ', &target) ||
		!str_starts(line, "HTTP/1.") || !str_starts(target, "/") ||
		memchr(target.at, '\0', target.len))
		return LOOPBACK_MALFORMED;
	str_cut(&target, '?', &where);
	if (!str_is(method, "GET") || !str_is(where, path))
		return LOOPBACK_OTHER;
	/* before anything else of it is believed */
	if (!take(target, "state", arena, &given) || !is_same(given, state))
		return LOOPBACK_MALFORMED;
	if (!take(target, "code", arena, &answer->code) ||
		!take(target, "iss", arena, &answer->iss) ||
		!take(target, "error", arena, &answer->error) ||
		!take(target, "error_description", arena,
			&answer->error_description) ||
		!answer->code.len == !answer->error.len) {
		*answer = (struct loopback_answer){0};
		return LOOPBACK_MALFORMED;
	}
	return LOOPBACK_ANSWER;
}
