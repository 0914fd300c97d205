#include "store/fold.h"
#include "store/report_index.h"
#include "store/report_match.h"
#include "store/report_parts.h"
#include "store/reports.h"

#include <assert.h>
#include <string.h>

/* The column behind those of report_read(). */
enum { CITY_KEY = 11 };

/* One page, and what goes into it. */
struct reading {
	struct store *store;
	const struct reports_filter *filter;
	struct str phrases[REPORT_WORDS_MAX]; /* of filter->words */
	int64_t first, before;                /* rows */
	size_t limit;
	struct arena *arena;
	struct report_page *page;
};

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool
contains(struct str text, struct str part)
{
	return memmem(text.at, text.len, part.at, part.len) != NULL;
}

/* Each word is in the description or in the city. */
static enum err_kind
has_words(const struct reading *reading, const struct report *report,
	bool *fits, struct err *err)
{
	struct str description, city;
	enum err_kind kind;

	if (!reading->filter->word_count)
		return OK;
	if ((kind = fold_phrase(reading->store, report->description,
		     reading->arena, &description, err)) != OK ||
		(kind = fold_phrase(reading->store, report->location.city,
			 reading->arena, &city, err)) != OK)
		return kind;
	for (size_t i = 0; i < reading->filter->word_count; i++)
		*fits = *fits && (contains(description, reading->phrases[i]) ||
					 contains(city, reading->phrases[i]));
	return OK;
}

/* What report_match() asks of the index. */
static enum err_kind
check(const struct reading *reading, const struct report *report,
	struct str city_key, bool *fits, struct err *err)
{
	const struct reports_filter *filter = reading->filter;
	const struct location *location = &report->location;

	*fits = (!filter->owner || filter->owner == report->owner) &&
		(!filter->city_key.len || str_eq(filter->city_key, city_key)) &&
		(!filter->state.len ||
			str_eq(filter->state, location->state)) &&
		(!filter->country.len ||
			str_eq(filter->country, location->country));
	return *fits ? has_words(reading, report, fits, err) : OK;
}

static enum err_kind
make_phrases(struct reading *reading, struct err *err)
{
	const struct reports_filter *filter = reading->filter;
	enum err_kind kind = OK;

	for (size_t i = 0; kind == OK && i < filter->word_count; i++)
		kind = fold_phrase(reading->store, filter->words[i],
			reading->arena, &reading->phrases[i], err);
	return kind;
}

/* is_waiting: those that do not fit are among them. */
static enum err_kind
read_rows(struct reading *reading, struct statement *from, bool is_waiting,
	struct err *err)
{
	struct report_page *page = reading->page;
	bool row, fits = true;
	enum err_kind kind;

	while ((kind = statement_step(from, &row, err)) == OK && row) {
		struct report report;

		if (!report_read(from, reading->arena, &report))
			return fail_memory(err);
		if (is_waiting && (kind = check(reading, &report,
					   statement_column_str(from, CITY_KEY),
					   &fits, err)) != OK)
			return kind;
		if (fits && page->count == reading->limit) {
			page->more = true;
			break;
		}
		if (fits)
			page->at[page->count++] = report;
	}
	return kind;
}

/* The newest ones, one by one: at most REPORTS_WAITING_MAX. */
static enum err_kind
read_waiting(struct reading *reading, int64_t end, struct err *err)
{
	struct statement select;
	enum err_kind kind;

	if (reading->before <= end + 1)
		return OK;
	if ((kind = make_phrases(reading, err)) != OK ||
		(kind = statement_open(&select, reading->store,
			 SQL_REPORTS_WAITING, err)) != OK)
		return kind;
	statement_int(&select, end);
	statement_int(&select, reading->first);
	statement_int(&select, reading->before);
	kind = read_rows(reading, &select, true, err);
	statement_close(&select);
	return kind;
}

/* match: what to ask the index; empty: the table.  Both give their rows in the
 * order of time. */
static enum err_kind
read_table(struct reading *reading, struct str match, struct err *err)
{
	struct statement select;
	enum err_kind kind = statement_open(&select, reading->store,
		match.len ? SQL_REPORTS_MATCHING : SQL_REPORTS_PAGE, err);

	if (kind != OK)
		return kind;
	statement_int(&select, reading->first);
	statement_int(&select, reading->before);
	statement_int(
		&select, (int64_t)(reading->limit - reading->page->count) + 1);
	if (match.len)
		statement_str(&select, match);
	kind = read_rows(reading, &select, false, err);
	statement_close(&select);
	return kind;
}

/*
 * Where the index ends is asked once: should somebody move its end meanwhile,
 * what had been waiting was read as such, and not again.
 */
static enum err_kind
read_matching(struct reading *reading, struct str match, struct err *err)
{
	int64_t end;
	enum err_kind kind;

	if ((kind = report_index_end(reading->store, &end, err)) != OK ||
		(kind = read_waiting(reading, end, err)) != OK ||
		reading->page->more)
		return kind;
	reading->before = least(reading->before, end + 1);
	return read_table(reading, match, err);
}

enum err_kind
reports_page(struct store *store, const struct reports_filter *filter,
	const struct report *after, size_t limit, struct arena *arena,
	struct report_page *page, struct err *err)
{
	struct reading reading = {.store = store,
		.filter = filter,
		.first = reports_first_row(filter->from_ms),
		.before = least(reports_first_row(filter->to_ms),
			after ? after->row : INT64_MAX),
		.limit = limit,
		.arena = arena,
		.page = page};
	struct str match;
	enum err_kind kind;

	assert(limit > 0);
	*page = (struct report_page){0};
	page->at = arena_array(arena, limit, sizeof(*page->at));
	if (!page->at)
		return fail_memory(err);
	if ((kind = report_match(filter, arena, &match, err)) != OK)
		return kind;
	return match.len ? read_matching(&reading, match, err)
			 : read_table(&reading, match, err);
}
