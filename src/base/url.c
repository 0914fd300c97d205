#include "base/url.h"

#include <string.h>

static bool
consists_of(struct str s, const char *also)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && (!c || !strchr(also, c)))
			return false;
	}
	return s.len > 0;
}

/* What two parsers could read as two hosts is no URL here. */
static bool
is_plain(struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] <= 0x20 || s.at[i] > 0x7E ||
			strchr("\"<>\\^`{|}", s.at[i]))
			return false;
	return true;
}

static struct str
from(struct str s, size_t at)
{
	return (struct str){s.at + at, s.len - at};
}

static bool
parse_authority(struct str authority, struct url *url)
{
	const char *at = memrchr(authority.at, '@', authority.len);
	size_t end = 0;
	long long port;

	if (at) {
		url->has_userinfo = true;
		authority = from(authority, (size_t)(at - authority.at) + 1);
	}
	if (str_starts(authority, "[")) {
		while (end < authority.len && authority.at[end] != ']')
			end++;
		if (end == authority.len)
			return false;
		end++;
		if (!consists_of((struct str){authority.at + 1, end - 2}, ".:"))
			return false;
	} else {
		while (end < authority.len && authority.at[end] != ':')
			end++;
		if (!consists_of((struct str){authority.at, end}, "-._"))
			return false;
	}
	url->host = (struct str){authority.at, end};
	if (end == authority.len)
		return true;
	url->port = from(authority, end + 1);
	return authority.at[end] == ':' &&
	       str_to_int64(url->port, 1, 65535, &port);
}

bool
url_parse(struct str text, struct url *url)
{
	struct str rest = text, authority;
	size_t end = 0;

	*url = (struct url){0};
	if (!is_plain(text) || !str_cut(&rest, ':', &url->scheme) ||
		!consists_of(url->scheme, "+-.") || !str_starts(rest, "//"))
		return false;
	rest = from(rest, 2);
	while (end < rest.len && !strchr("/?#", rest.at[end]))
		end++;
	authority = (struct str){rest.at, end};
	if (!end || !parse_authority(authority, url))
		return false;
	rest = from(rest, end);
	for (end = 0; end < rest.len && !strchr("?#", rest.at[end]);)
		end++;
	url->path = (struct str){rest.at, end};
	rest = from(rest, end);
	url->has_query = str_starts(rest, "?");
	url->has_fragment = rest.len && memchr(rest.at, '#', rest.len);
	return true;
}

bool
url_is_http(const struct url *url)
{
	return str_is(url->scheme, "http") || str_is(url->scheme, "https");
}

bool
url_is_loopback(const struct url *url)
{
	return !url->has_userinfo &&
	       (str_is(url->host, "127.0.0.1") || str_is(url->host, "[::1]") ||
		       str_is(url->host, "localhost"));
}

void
url_add_escaped(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.at[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
			(c >= 'a' && c <= 'z') || c == '-' || c == '.' ||
			c == '_' || c == '~')
			buf_add(out, &c, 1);
		else
			buf_printf(out, "%%%02X", c);
	}
}
