#include "store/connection.h"
#include "store/fold.h"
#include "store/report_match.h"
#include "unit/prop.h"
#include "unit/store_rows.h"

static const char *const words[] = {"rain", "hail", "snow", "wind", "sun"};
static const char *const cities[] = {"bend", "sao paulo", "paulo", "b"};
static const char *const states[] = {"", "OR", "SP"};
static const char *const countries[] = {"US", "BR"};

static const char *
any(const char *const *list, size_t count)
{
	return list[prop_below(count)];
}
#define ANY(list) any(list, COUNT(list))

static char *
random_words(struct arena *arena, size_t count)
{
	char *text = arena_copy(arena, STR_LIT(""));

	while (count--)
		text = arena_printf(
			arena, "%s%s%s", text, text[0] ? " " : "", ANY(words));
	return text;
}

/* A report of its own id, written; newer ones come later in the list. */
static struct report
write_any(struct store *store, struct arena *arena, int number)
{
	struct err err = {0};
	struct str city = str_from(ANY(cities));
	struct report report = {.owner = prop_between(1, 3),
		.created_ms = prop_between(-4, 4),
		.description = str_from(random_words(arena, 1 + prop_below(5))),
		.location = {
			city, str_from(ANY(states)), str_from(ANY(countries))}};

	report.id = str_from(arena_printf(
		arena, "%08d-0000-7000-8000-000000000000", number));
	CHECK_INT(reports_insert(store, &report, city, &err), OK);
	return report;
}

static bool
has_word(struct str text, struct str word)
{
	struct str one;

	while (str_cut(&text, ' ', &one))
		if (str_eq(one, word))
			return true;
	return false;
}

/* What a filter means, said again without an index. */
static bool
fits(const struct report *report, const struct reports_filter *filter)
{
	const struct location *location = &report->location;

	for (size_t i = 0; i < filter->word_count; i++)
		if (!has_word(report->description, filter->words[i]) &&
			!has_word(location->city, filter->words[i]))
			return false;
	return (!filter->owner || filter->owner == report->owner) &&
	       (!filter->city_key.len ||
		       str_eq(filter->city_key, location->city)) &&
	       (!filter->state.len || str_eq(filter->state, location->state)) &&
	       (!filter->country.len ||
		       str_eq(filter->country, location->country)) &&
	       report->created_ms >= filter->from_ms &&
	       report->created_ms < filter->to_ms;
}

static struct reports_filter
any_filter(void)
{
	struct reports_filter filter = REPORTS_ALL;

	if (!prop_below(3))
		filter.owner = prop_between(1, 4);
	if (!prop_below(3))
		filter.city_key = str_from(ANY(cities));
	if (!prop_below(3))
		filter.state = str_from(ANY(states));
	if (!prop_below(3))
		filter.country = str_from(ANY(countries));
	if (!prop_below(3))
		filter.from_ms = prop_between(-5, 5);
	if (!prop_below(3))
		filter.to_ms = prop_between(-5, 5);
	while (filter.word_count < 3 && !prop_below(2))
		filter.words[filter.word_count++] =
			prop_below(9) ? str_from(ANY(words)) : STR_LIT("paulo");
	return filter;
}

static int
newest_first(const void *a, const void *b)
{
	int64_t left = ((const struct report *)a)->row;
	int64_t right = ((const struct report *)b)->row;

	return left < right ? 1 : left > right ? -1 : 0;
}

/* All pages of filter are what fits of all, once each and in order. */
static void
check_pages(struct store *store, const struct reports_filter *filter,
	const struct report *all, size_t count, struct arena *arena)
{
	size_t limit = 1 + prop_below(20), at = 0;
	struct report last, *after = NULL;
	struct report_page page;
	struct err err = {0};

	do {
		CHECK_INT(reports_page(store, filter, after, limit, arena,
				  &page, &err),
			OK);
		CHECK(page.count == limit || !page.more);
		for (size_t i = 0; i < page.count; i++) {
			while (at < count && !fits(&all[at], filter))
				at++;
			CHECK(at < count && str_eq(all[at].id, page.at[i].id));
			at++;
			last = page.at[i];
			after = &last;
		}
	} while (page.more && page.count);
	while (at < count && !fits(&all[at], filter))
		at++;
	CHECK_INT(at, count);
}

static void
every_filter_gives_what_fits_in_order(void)
{
	enum { REPORTS = 150 };
	struct state state;
	struct store *store;
	struct report all[REPORTS];
	struct arena *keep = arena_new(1 << 20);
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	owner_of(store, "a");
	owner_of(store, "b");
	owner_of(store, "c");
	prop_start();
	for (int i = 0; i < REPORTS; i++)
		all[i] = write_any(store, keep, i);
	qsort(all, REPORTS, sizeof(all[0]), newest_first);
	FOR_ALL(400)
	{
		struct reports_filter filter = any_filter();
		size_t changed = prop_below(REPORTS);

		check_pages(store, &filter, all, REPORTS, state.arena);
		/* and goes on to do so when reports change */
		all[changed].description = str_from(random_words(keep, 2));
		all[changed].location.city = str_from(ANY(cities));
		all[changed].version++;
		CHECK_INT(reports_update(store, &all[changed],
				  all[changed].location.city, &err),
			OK);
		arena_reset(state.arena);
	}
	store_rollback(store);
	store_close(store);
	arena_free(keep);
	state_free(&state);
}

static void
nothing_that_is_asked_for_is_syntax(void)
{
	struct reports_filter filter = {.owner = 17,
		.city_key = STR_LIT("a\"b"),
		.state = STR_LIT("OR"),
		.words = {STR_LIT("x\" OR \"y"), STR_LIT("near")},
		.word_count = 2};
	struct arena *arena = arena_new(65536);
	struct err err = {0};
	struct str match;

	CHECK_INT(report_match(&filter, arena, &match, &err), OK);
	CHECK_STR(match.at,
		"marks : (\"o17\" AND \"c612262\" AND \"sOR\") AND "
		"{description city} : (\"x\"\" OR \"\"y\" AND \"near\")");
	CHECK_INT(
		report_match(&(struct reports_filter){0}, arena, &match, &err),
		OK);
	CHECK_INT(match.len, 0);
	arena_free(arena);
}

static void
words_are_folded_and_counted(void)
{
	struct state state;
	struct store *store;
	struct str found[3];
	size_t count;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_READ);
	CHECK_INT(fold_words(store, STR_LIT(" S\xC3\xA3o-PAULO*\"x"), "q",
			  state.arena, 3, found, &count, &err),
		OK);
	CHECK_INT(count, 3);
	CHECK(str_is(found[0], "sao") && str_is(found[1], "paulo") &&
		str_is(found[2], "x"));
	CHECK_INT(fold_words(store, STR_LIT("\"*-"), "q", state.arena, 3, found,
			  &count, &err),
		OK);
	CHECK_INT(count, 0);
	CHECK_INT(fold_words(store, STR_LIT("a b c d"), "q", state.arena, 3,
			  found, &count, &err),
		ERR_PARAMETER);
	CHECK_STR(err.fields[0].code, "too-many");
	store_close(store);
	state_free(&state);
}

/* Marks belong to their words, as in names of places: the tokenizer that is
 * asked must be the one that the index has. */
static void
words_of_all_scripts_are_found(void)
{
	static const char *const texts[] = {
		"\xE0\xA4\xB9\xE0\xA4\xBF\xE0\xA4\x82\xE0\xA4\xA6\xE0\xA5\x80",
		"sioj\xD9\x92i",
		"Stra\xC3\x9F"
		"e",
		"\xE5\xA4\xA9\xE6\xB0\x94",
		"\xD0\x94\xD0\x9E\xD0\x96\xD0\x94\xD0\xAC",
		"e\xCC\x81t\xC3\xA9"};
	struct state state;
	struct store *store;
	struct report_page page;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	CHECK_INT(store_begin(store, &err), OK);
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct reports_filter filter = REPORTS_ALL;
		struct report report = {.owner = owner_of(store, "me"),
			.id = str_from(arena_printf(state.arena,
				"%08zu-0000-7000-8000-000000000000", i)),
			.description = str_from(texts[i]),
			.location = {
				STR_LIT("Bend"), {NULL, 0}, STR_LIT("US")}};

		CHECK_INT(reports_insert(store, &report, STR_LIT("bend"), &err),
			OK);
		CHECK_INT(fold_words(store, report.description, "q",
				  state.arena, REPORT_WORDS_MAX, filter.words,
				  &filter.word_count, &err),
			OK);
		CHECK_INT(filter.word_count, 1);
		CHECK_INT(reports_page(store, &filter, NULL, 9, state.arena,
				  &page, &err),
			OK);
		CHECK_INT(page.count, 1);
		CHECK(page.count && str_eq(page.at[0].id, report.id));
	}
	store_rollback(store);
	store_close(store);
	state_free(&state);
}

static void
no_text_makes_a_question_that_the_index_refuses(void)
{
	struct state state;
	struct store *store;

	state_init(&state);
	store = state_open(&state, STORE_READ);
	FOR_ALL(3000)
	{
		char text[48];
		size_t len = 0;
		struct reports_filter filter = REPORTS_ALL;
		struct report_page page;
		struct err err = {0};

		/* any characters of two and three bytes */
		while (len < 40) {
			unsigned c = 0x80 + (unsigned)prop_below(0xD700);

			if (c >= 0x800)
				text[len++] = (char)(0xE0 | c >> 12);
			text[len] = (char)(c >= 0x800 ? 0x80 | (c >> 6 & 0x3F)
						      : 0xC0 | c >> 6);
			len++;
			text[len++] = (char)(0x80 | (c & 0x3F));
		}
		CHECK_INT(fold_words(store, (struct str){text, len}, "q",
				  state.arena, REPORT_WORDS_MAX, filter.words,
				  &filter.word_count, &err),
			OK);
		CHECK_INT(reports_page(store, &filter, NULL, 9, state.arena,
				  &page, &err),
			OK);
		arena_reset(state.arena);
	}
	store_close(store);
	state_free(&state);
}

/* VACUUM makes every connection read the schema again, the index's too, under
 * the authorizer of its role. */
static void
the_index_is_there_after_somebody_vacuumed(void)
{
	struct state state;
	struct store *store, *reader;
	struct reports_filter filter = REPORTS_ALL;
	struct report_page page;
	struct err err = {0};

	state_init(&state);
	store = state_open(&state, STORE_WRITE);
	reader = state_open(&state, STORE_READ);
	filter.country = STR_LIT("US");
	for (int i = 0; i < 3; i++) {
		CHECK_INT(store_begin(store, &err), OK);
		insert_report(store, owner_of(store, "me"), i, &err);
		CHECK_INT(store_commit(store, &err), OK);
		CHECK_INT(reports_page(reader, &filter, NULL, 9, state.arena,
				  &page, &err),
			OK);
		CHECK_INT(page.count, i + 1);
		CHECK_INT(stranger_run(&state, "weather.db", "VACUUM"),
			SQLITE_OK);
	}
	store_close(store);
	store_close(reader);
	state_free(&state);
}

int
main(void)
{
	RUN(every_filter_gives_what_fits_in_order);
	RUN(nothing_that_is_asked_for_is_syntax);
	RUN(words_are_folded_and_counted);
	RUN(words_of_all_scripts_are_found);
	RUN(no_text_makes_a_question_that_the_index_refuses);
	RUN(the_index_is_there_after_somebody_vacuumed);
	DONE();
}
