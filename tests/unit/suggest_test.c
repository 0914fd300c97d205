#include "unit/tap.h"

#include "base/attr.h"
#include "cli/suggest.h"

#include <stdint.h>

static void
distance_counts_single_changes(void)
{
	static const struct {
		const char *a, *b;
		size_t distance;
	} rows[] = {
		{"", "", 0},
		{"check", "check", 0},
		{"chek", "check", 1},
		{"cehck", "check", 1},
		{"chexk", "check", 1},
		{"checkk", "check", 1},
		{"", "abc", 3},
		{"init", "config", 4},
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		CHECK_INT(suggest_distance(rows[i].a, rows[i].b),
			rows[i].distance);
		CHECK_INT(suggest_distance(rows[i].b, rows[i].a),
			rows[i].distance);
	}
}

static void
very_long_words_are_never_close(void)
{
	char word[65];

	memset(word, 'a', 64);
	word[64] = '\0';
	CHECK(suggest_distance(word, word) == SIZE_MAX);
	word[63] = '\0';
	CHECK_INT(suggest_distance(word, word), 0);
}

static const char *
best_of(const char *written)
{
	struct suggestion suggestion = {.written = written};

	suggest_offer(&suggestion, "init");
	suggest_offer(&suggestion, "check");
	suggest_offer(&suggestion, "keys list");
	suggest_offer(&suggestion, "keys import");
	return suggestion.best ? suggestion.best : "(none)";
}

static void
the_closest_word_is_suggested_and_nothing_else(void)
{
	CHECK_STR(best_of("inti"), "init");
	CHECK_STR(best_of("chekc"), "check");
	CHECK_STR(best_of("keys imprt"), "keys import");
	CHECK_STR(best_of("ch"), "check");
	CHECK_STR(best_of("c"), "(none)");
	CHECK_STR(best_of("banana"), "(none)");
	CHECK_STR(best_of(""), "(none)");
}

int
main(void)
{
	RUN(distance_counts_single_changes);
	RUN(very_long_words_are_never_close);
	RUN(the_closest_word_is_suggested_and_nothing_else);
	DONE();
}
