#include "auth/url.h"

#include <string.h>

static bool
is_plain(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~' ||
			strchr("\"<>\\^`{|}", text.at[i]))
			return false;
	return true;
}

static bool
holds_only(struct str text, const char *extra)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && !strchr(extra, c))
			return false;
	}
	return text.len > 0;
}

static struct str
tail(struct str text, size_t from)
{
	return (struct str){text.at + from, text.len - from};
}

static size_t
find_any(struct str text, const char *set)
{
	size_t i = 0;

	while (i < text.len && !strchr(set, text.at[i]))
		i++;
	return i;
}

static bool
split_host(struct str authority, struct url *url)
{
	size_t end;
	long long port;

	if (str_starts(authority, "[")) {
		end = find_any(authority, "]") + 1;
		if (end > authority.len)
			return false;
		url->host = (struct str){authority.at, end};
		if (!holds_only((struct str){authority.at + 1, end - 2}, ":."))
			return false;
	} else {
		end = find_any(authority, ":");
		url->host = (struct str){authority.at, end};
		if (!holds_only(url->host, "-."))
			return false;
	}
	if (end == authority.len)
		return true;
	url->port = tail(authority, end + 1);
	return authority.at[end] == ':' &&
	       str_to_int64(url->port, 1, 65535, &port);
}

bool
url_split(struct str text, struct url *url)
{
	struct str authority;
	size_t colon, at;

	memset(url, 0, sizeof(*url));
	colon = find_any(text, ":");
	url->scheme = (struct str){text.at, colon};
	if (!is_plain(text) || !holds_only(url->scheme, "+-.") ||
		!str_starts(tail(text, colon), "://"))
		return false;
	authority = tail(text, colon + 3);
	url->has_fragment = find_any(authority, "#") < authority.len;
	authority.len = find_any(authority, "/?#");
	at = find_any(authority, "@");
	url->has_userinfo = at < authority.len;
	if (url->has_userinfo)
		authority = tail(authority, at + 1);
	return split_host(authority, url);
}

bool
url_host_is_loopback(struct str host)
{
	return str_is(host, "127.0.0.1") || str_is(host, "[::1]") ||
	       str_is(host, "localhost");
}
