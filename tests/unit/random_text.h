#ifndef TESTS_RANDOM_TEXT_H
#define TESTS_RANDOM_TEXT_H

/* Texts made at random, of words that mean something and of noise. */
#include "base/attr.h"
#include "unit/random.h"

enum { PIECE_MAX = 70000 };

/* What does not fit is left out. */
struct text {
	char at[PIECE_MAX];
	size_t len;
};

static inline void
add_bytes(struct text *text, const char *bytes, size_t len)
{
	if (len > sizeof(text->at) - 1 - text->len)
		len = sizeof(text->at) - 1 - text->len;
	memcpy(text->at + text->len, bytes, len);
	text->len += len;
	text->at[text->len] = '\0';
}

static inline void
add(struct text *text, const char *words)
{
	add_bytes(text, words, strlen(words));
}

#define ADD_ONE_OF(text, ...)                                     \
	do {                                                      \
		static const char *const words[] = {__VA_ARGS__}; \
		add((text), words[prop_below(COUNT(words))]);     \
	} while (0)

/* Bytes of any value, or such as a parser cares about. */
static inline void
add_noise(struct text *text, size_t most)
{
	char bytes[512];
	size_t len = prop_below(most + 1);

	if (len > sizeof(bytes) - 1)
		len = sizeof(bytes) - 1;
	if (prop_below(2))
		prop_bytes(bytes, len);
	else
		prop_text(bytes, len,
			"{}[]\":,\\/%0129aeu&=;?#.+- \t\r\n\x80\xff");
	add_bytes(text, bytes, len);
}

#endif
