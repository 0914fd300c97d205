#include "base/closest.h"

#include "unit/tap.h"

static const char *
closest_of(const char *word)
{
	struct closest closest = {.word = str_from(word)};

	closest_offer(&closest, "init");
	closest_offer(&closest, "check");
	closest_offer(&closest, "keys list");
	closest_offer(&closest, "keys import");
	return closest.name ? closest.name : "(none)";
}

static void
a_slip_of_the_finger_finds_its_word(void)
{
	static const char *const words[] = {
		"check", "chek", "cehck", "chexk", "checkk", "CHECK", "ch"};

	for (size_t i = 0; i < COUNT(words); i++)
		CHECK_STR(closest_of(words[i]), "check");
	CHECK_STR(closest_of("inti"), "init");
	CHECK_STR(closest_of("keys imprt"), "keys import");
}

static void
another_word_finds_nothing(void)
{
	static const char *const words[] = {"", "c", "banana", "kk"};

	for (size_t i = 0; i < COUNT(words); i++)
		CHECK_STR(closest_of(words[i]), "(none)");
}

static void
very_long_words_are_never_close(void)
{
	char word[66];
	struct closest closest = {.word = {word, 65}};

	memset(word, 'a', 65);
	word[65] = '\0';
	closest_offer(&closest, word);
	CHECK(!closest.name);
	closest.word.len = 64;
	closest_offer(&closest, word + 1);
	CHECK(closest.name == word + 1);
}

int
main(void)
{
	RUN(a_slip_of_the_finger_finds_its_word);
	RUN(another_word_finds_nothing);
	RUN(very_long_words_are_never_close);
	DONE();
}
