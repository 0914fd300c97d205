#include "net/http_values.h"

bool
http_etag_is_good(struct str etag)
{
	size_t start = str_starts(etag, "W/\"") ? 3 : 1;

	if (etag.len > HTTP_ETAG_MAX || etag.len <= start ||
		etag.at[start - 1] != '"' || etag.at[etag.len - 1] != '"')
		return false;
	for (size_t i = start; i < etag.len - 1; i++)
		if (etag.at[i] <= ' ' || etag.at[i] > '~' || etag.at[i] == '"')
			return false;
	return true;
}

int64_t
http_seconds(struct str text)
{
	int64_t value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return -1;
		value = value * 10 + (text.at[i] - '0');
		if (value > INT32_MAX)
			value = INT32_MAX;
	}
	return text.len ? value : -1;
}

/* RFC 9111 5.2 asks recipients to take both max-age=1 and max-age="1". */
static struct str
without_quotes(struct str text)
{
	if (text.len < 2 || text.at[0] != '"' || !str_ends(text, "\""))
		return text;
	return (struct str){text.at + 1, text.len - 2};
}

bool
http_cache_control(struct str line, int64_t *max_age_s)
{
	struct str directive, name;

	while (str_cut(&line, ',', &directive)) {
		directive = str_trim(directive);
		if (!str_cut(&directive, '=', &name))
			continue;
		if (str_is_nocase(name, "no-store"))
			return false;
		if (*max_age_s < 0 && str_is_nocase(name, "max-age"))
			*max_age_s = http_seconds(without_quotes(directive));
	}
	return true;
}
