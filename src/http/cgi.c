#include "http/cgi.h"

#include "base/str.h"
#include "http/variables.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

static size_t
read_body(void *ctx, char *dst, size_t want)
{
	struct cgi *cgi = ctx;
	ssize_t got;

	if (cgi->left >= 0 && (unsigned long long)cgi->left < want)
		want = (size_t)cgi->left;
	if (!want)
		return 0;
	do
		got = read(STDIN_FILENO, dst, want);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return (size_t)-1;
	if (cgi->left > 0)
		cgi->left -= got;
	return (size_t)got;
}

static bool
write_all(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	while (len) {
		ssize_t put = write(STDOUT_FILENO, bytes, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		bytes += put;
		len -= (size_t)put;
	}
	return true;
}

/* RFC 3875 knows no other end than that of the output. */
static void
end(void *ctx)
{
	(void)ctx;
}

struct carrier
cgi_carrier(struct cgi *cgi, const char *const *envp)
{
	struct str length = variables_find(envp, "CONTENT_LENGTH");

	/* Apache's mod_cgid announces no length for a chunked body; a person
	 * at a terminal sends none. */
	cgi->left = isatty(STDIN_FILENO) ? 0 : -1;
	if (length.len && !str_to_int64(length, 0, INT64_MAX, &cgi->left))
		cgi->left = 0;
	return (struct carrier){
		.envp = envp,
		.read_body = read_body,
		.write = write_all,
		.lend = write_all,
		.cut = end,
		.end = end,
		.ctx = cgi,
	};
}
