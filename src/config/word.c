#include "config/word.h"

#include "base/attr.h"
#include "base/url.h"

#include <string.h>

enum { BASE_SEGMENTS_MAX = 16, LABEL_MAX = 63, POLICY_MAX = 64 };

bool
word_is_scope(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= 0x20 || text.at[i] > 0x7E ||
			text.at[i] == '"' || text.at[i] == '\\')
			return false;
	return true;
}

bool
word_is_guid(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
			     (c >= 'A' && c <= 'F');

		if (dash ? c != '-' : !digit)
			return false;
	}
	return text.len == 36;
}

static bool
is_small_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool
word_is_label(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_small_or_digit(text.at[i]) && text.at[i] != '-')
			return false;
	return text.len && text.len <= LABEL_MAX && !str_starts(text, "-") &&
	       !str_ends(text, "-");
}

bool
word_is_policy(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_small_or_digit(text.at[i]) &&
			!(text.at[i] >= 'A' && text.at[i] <= 'Z') &&
			text.at[i] != '-' && text.at[i] != '_')
			return false;
	return text.len && text.len <= POLICY_MAX;
}

bool
word_is_base_path(struct str path)
{
	struct str rest = path, segment;
	size_t count = 0;

	if (!path.len)
		return true;
	str_cut(&rest, '/', &segment);
	while (str_cut(&rest, '/', &segment)) {
		if (!segment.len || ++count > BASE_SEGMENTS_MAX ||
			str_is(segment, ".") || str_is(segment, ".."))
			return false;
		for (size_t i = 0; i < segment.len; i++)
			if (!strchr("-._~", segment.at[i]) &&
				!(segment.at[i] >= '0' &&
					segment.at[i] <= '9') &&
				!(segment.at[i] >= 'A' &&
					segment.at[i] <= 'Z') &&
				!(segment.at[i] >= 'a' && segment.at[i] <= 'z'))
				return false;
	}
	return true;
}

bool
word_is_origin(struct str word)
{
	struct url url;

	for (size_t i = 0; i < word.len; i++)
		if (word.at[i] >= 'A' && word.at[i] <= 'Z')
			return false;
	return url_parse(word, &url) && url_is_http(&url) && !url.path.len &&
	       !url.has_userinfo && !url.has_query && !url.has_fragment;
}

bool
word_is_algorithm(struct str word)
{
	static const char *const names[] = {"RS256", "RS384", "RS512", "PS256",
		"PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
		"Ed25519"};

	for (size_t i = 0; i < COUNT(names); i++)
		if (str_is(word, names[i]))
			return true;
	return false;
}
