#include "base/json_write.h"
#include "base/sixteen.h"

#include <assert.h>

/* What goes as it is; bytes above ASCII are looked at as UTF-8. */
static bool
is_plain(unsigned char c)
{
	return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
}

static inline struct sixteen
is_not_plain(struct sixteen bytes)
{
	bytes.at = (bytes.at < ' ') | (bytes.at == '"') | (bytes.at == '\\');
	return bytes;
}

/* How many plain bytes text begins with: nearly all that reports have. */
static size_t
plain_length(struct str text)
{
	const size_t step = sizeof(struct sixteen);
	size_t len = 0;

	while (len < text.len) {
		const struct str rest = {text.at + len, text.len - len};

		if (!sixteen_is_zero(is_not_plain(sixteen_from(rest, ' '))))
			break;
		len += rest.len < step ? rest.len : step;
	}
	while (len < text.len && is_plain((unsigned char)text.at[len]))
		len++;
	return len;
}

static void
write_escaped(struct buf *out, unsigned char c)
{
	static const char letters[] = {['\b'] = 'b',
		['\f'] = 'f',
		['\n'] = 'n',
		['\r'] = 'r',
		['\t'] = 't',
		['"'] = '"',
		['\\'] = '\\'};
	const char pair[] = {'\\', c < sizeof(letters) ? letters[c] : '\0'};

	if (pair[1])
		buf_add(out, pair, 2);
	else
		buf_printf(out, "\\u%04X", c);
}

void
json_write_str(struct buf *out, struct str value)
{
	size_t done = 0, at = 0;

	buf_add(out, "\"", 1);
	while (at < value.len) {
		unsigned char c = (unsigned char)value.at[at];
		size_t len = 1;

		if (is_plain(c)) {
			at += plain_length(
				(struct str){value.at + at, value.len - at});
			continue;
		}
		if (c >= 0x80)
			len = str_utf8_next(
				(struct str){value.at + at, value.len - at});
		if (!len) {
			out->failed = true;
			return;
		}
		if (c < 0x80) {
			buf_add(out, value.at + done, at - done);
			write_escaped(out, c);
			done = at + 1;
		}
		at += len;
	}
	if (value.len > done)
		buf_add(out, value.at + done, value.len - done);
	buf_add(out, "\"", 1);
}

void
json_write_scaled(struct buf *out, int64_t value, int decimals)
{
	uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	uint64_t one = 1;
	char digits[8];
	int last = 0;

	assert(decimals >= 1 && decimals <= 4);
	for (int i = 0; i < decimals; i++)
		one *= 10;
	if (value < 0)
		buf_add(out, "-", 1);
	buf_int(out, (int64_t)(rest / one));
	rest %= one;
	digits[0] = '.';
	for (int i = decimals; i > 0; i--) {
		digits[i] = (char)('0' + rest % 10);
		if (rest % 10 && !last)
			last = i;
		rest /= 10;
	}
	buf_add(out, digits, (size_t)(last ? last + 1 : 2));
}
