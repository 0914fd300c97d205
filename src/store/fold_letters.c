#include "base/attr.h"
#include "store/fold.h"

#include <stdlib.h>

/*
 * Lower-case letters that a keyboard of another country writes otherwise,
 * since the tokenizer folds only accents of Latin letters: those with a
 * stroke or a tail, ligatures, accented Cyrillic and Greek as their combining
 * forms lose the accent too, the final sigma, the alefs.  Sorted by from.
 */
static const struct letter {
	uint32_t from;
	const char *to;
} letters[] = {
	{0xdf, "ss"},        /* ß */
	{0xe6, "ae"},        /* æ */
	{0xf0, "d"},         /* ð */
	{0xf8, "o"},         /* ø */
	{0xfe, "th"},        /* þ */
	{0x111, "d"},        /* đ */
	{0x127, "h"},        /* ħ */
	{0x131, "i"},        /* ı */
	{0x133, "ij"},       /* ĳ */
	{0x138, "k"},        /* ĸ */
	{0x140, "l"},        /* ŀ */
	{0x142, "l"},        /* ł */
	{0x149, "n"},        /* ŉ */
	{0x14b, "n"},        /* ŋ */
	{0x153, "oe"},       /* œ */
	{0x167, "t"},        /* ŧ */
	{0x180, "b"},        /* ƀ */
	{0x19a, "l"},        /* ƚ */
	{0x1b6, "z"},        /* ƶ */
	{0x1e5, "g"},        /* ǥ */
	{0x247, "e"},        /* ɇ */
	{0x259, "e"},        /* ə */
	{0x268, "i"},        /* ɨ */
	{0x390, "\xce\xb9"}, /* ΐ */
	{0x3ac, "\xce\xb1"}, /* ά */
	{0x3ad, "\xce\xb5"}, /* έ */
	{0x3ae, "\xce\xb7"}, /* ή */
	{0x3af, "\xce\xb9"}, /* ί */
	{0x3b0, "\xcf\x85"}, /* ΰ */
	{0x3c2, "\xcf\x83"}, /* ς */
	{0x3ca, "\xce\xb9"}, /* ϊ */
	{0x3cb, "\xcf\x85"}, /* ϋ */
	{0x3cc, "\xce\xbf"}, /* ό */
	{0x3cd, "\xcf\x85"}, /* ύ */
	{0x3ce, "\xcf\x89"}, /* ώ */
	{0x439, "\xd0\xb8"}, /* й */
	{0x450, "\xd0\xb5"}, /* ѐ */
	{0x451, "\xd0\xb5"}, /* ё */
	{0x453, "\xd0\xb3"}, /* ѓ */
	{0x457, "\xd1\x96"}, /* ї */
	{0x45c, "\xd0\xba"}, /* ќ */
	{0x45d, "\xd0\xb8"}, /* ѝ */
	{0x45e, "\xd1\x83"}, /* ў */
	{0x622, "\xd8\xa7"}, /* آ */
	{0x623, "\xd8\xa7"}, /* أ */
	{0x625, "\xd8\xa7"}, /* إ */
	{0x1e9e, "ss"},      /* ẞ */
	{0xfb00, "ff"},      /* ﬀ */
	{0xfb01, "fi"},      /* ﬁ */
	{0xfb02, "fl"},      /* ﬂ */
};

/* Signs that people write or leave out. */
static bool
is_mark(uint32_t c)
{
	return (c >= 0x2b9 && c <= 0x2bf) || /* of transliterations */
	       (c >= 0x300 && c <= 0x36f) || /* combining accents */
	       (c >= 0x591 && c <= 0x5c7) || /* Hebrew points */
	       c == 0x640 ||                 /* Arabic tatweel */
	       (c >= 0x64b && c <= 0x65f) || /* Arabic vowels */
	       c == 0x670;
}

static int
compare(const void *key, const void *element)
{
	uint32_t c = *(const uint32_t *)key;
	const struct letter *letter = element;

	return c < letter->from ? -1 : c > letter->from;
}

const char *
fold_letter(uint32_t c)
{
	const struct letter *letter;

	if (is_mark(c))
		return "";
	letter = bsearch(
		&c, letters, COUNT(letters), sizeof(letters[0]), compare);
	return letter ? letter->to : NULL;
}
