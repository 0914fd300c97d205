/*
 * What is appended piece by piece is what Jansson prints, byte for byte.
 */
#include "base/json_write.h"

#include "base/json.h"
#include "base/rfc3339.h"
#include "unit/prop.h"
#include "unit/tap.h"
#include "weather/current.h"
#include "weather/report.h"

enum { TEXT = 40 };

static struct arena *arena;

/* value as Jansson prints it, and is released; NULL: it is no JSON. */
static const char *
printed(json_t *value)
{
	struct err err = {0};
	struct str out = {NULL, 0};

	if (value && json_print(value, arena, &out, &err) != OK)
		out.at = NULL;
	json_decref(value);
	return out.at;
}

static void
check_str(struct str text)
{
	const char *want = printed(json_from_str(text));
	struct buf out;

	buf_init(&out, 4096);
	json_write_str(&out, text);
	CHECK_INT(out.failed, !want);
	if (want && !out.failed)
		CHECK_STR(out.at, want);
	buf_free(&out);
}

static void
every_character_is_escaped_alike(void)
{
	for (int c = 0; c < 256; c++) {
		const char bytes[] = {'a', (char)c, 'b'};

		check_str((struct str){bytes, 3});
		check_str((struct str){bytes + 1, 1});
	}
	check_str(str_from(""));
	check_str((struct str){NULL, 0});
	check_str(str_from("\"\\/\b\f\n\r\t\x1f\x7f"));
	check_str(str_from("S\xc3\xa3o Paulo \xf0\x9f\x8c\xa7 \xe2\x80\xa8"));
	/* no UTF-8: surrogates, too long, cut, beyond the end */
	check_str(str_from("\xed\xa0\x80"));
	check_str(str_from("\xc0\xaf"));
	check_str(str_from("a\xe2\x80"));
	check_str(str_from("\xf4\x90\x80\x80"));
	arena_reset(arena);
}

static void
it_is_found_wherever_it_stands(void)
{
	char text[TEXT];

	for (int c = 0; c < 256; c++) {
		for (size_t at = 0; at < TEXT; at++) {
			memset(text, 'a', TEXT);
			text[at] = (char)c;
			check_str((struct str){text, TEXT});
			check_str((struct str){text, at + 1});
		}
		arena_reset(arena);
	}
}

/* Out of pieces that are characters, and now and then none. */
static struct str
some_text(char out[TEXT * 4], bool may_be_bad)
{
	static const char *const pieces[] = {"a", "Z", " ", "\"", "\\", "\n",
		"\t", "\x01", "\x1f", "\x7f", "/", "\xc3\xa9", "\xe2\x82\xac",
		"\xf0\x9f\x8c\xa7", "\xc2\x80", "\xef\xbf\xbf", "\xed\x9f\xbf"};
	size_t count = prop_below(TEXT), len = 0;

	for (size_t i = 0; i < count; i++) {
		const char *piece = pieces[prop_below(COUNT(pieces))];

		if (may_be_bad && !prop_below(60)) {
			out[len++] = (char)prop_below(256);
			continue;
		}
		memcpy(out + len, piece, strlen(piece));
		len += strlen(piece);
	}
	return (struct str){out, len};
}

static void
any_text_is_escaped_alike(void)
{
	FOR_ALL(5000)
	{
		char bytes[TEXT * 4];

		check_str(some_text(bytes, true));
		arena_reset(arena);
	}
}

static void
check_scaled(int64_t value, int decimals)
{
	struct buf out;

	buf_init(&out, 100);
	json_write_scaled(&out, value, decimals);
	CHECK_STR(out.at, printed(json_from_scaled(value, decimals)));
	buf_free(&out);
	arena_reset(arena);
}

static void
scaled_numbers_are_printed_alike(void)
{
	const int64_t most = INT64_C(999999999999999);

	for (int decimals = 1; decimals <= 4; decimals++) {
		for (int64_t value = -20010; value <= 20010; value++)
			check_scaled(value, decimals);
		check_scaled(most, decimals);
		check_scaled(-most, decimals);
	}
	FOR_ALL(20000)
	{
		int decimals = 1 + (int)prop_below(4);
		int64_t limit = most;

		for (size_t i = prop_below(15); i > 0; i--)
			limit /= 10;
		check_scaled(prop_between(-limit, limit), decimals);
	}
}

static void
set(json_t *object, const char *name, struct str text)
{
	json_object_set_new(
		object, name, text.len ? json_from_str(text) : json_null());
}

static void
set_time(json_t *object, const char *name, int64_t ms)
{
	char text[RFC3339_MAX];

	rfc3339_print_ms(ms, text);
	json_object_set_new(object, name, json_string(text));
}

static json_t *
model(const struct report *report, enum report_view view)
{
	json_t *object = json_object(), *place = json_object();

	json_object_set_new(
		object, "description", json_from_str(report->description));
	json_object_set_new(
		place, "city", json_from_str(report->location.city));
	set(place, "state", report->location.state);
	json_object_set_new(
		place, "country", json_from_str(report->location.country));
	json_object_set_new(object, "location", place);
	json_object_set_new(object, "id", json_from_str(report->id));
	set_time(object, "created_date", report->created_ms);
	if (view == REPORT_FULL) {
		json_object_set_new(
			object, "author", json_from_str(report->author));
		set_time(object, "updated_date", report->updated_ms);
		json_object_set_new(
			object, "version", json_integer(report->version));
	}
	return object;
}

static void
reports_are_printed_alike(void)
{
	FOR_ALL(500)
	{
		enum report_view view =
			prop_below(2) ? REPORT_FULL : REPORT_MAIN;
		struct report reports[4];
		char bytes[4][3][TEXT * 4];
		json_t *list = json_array();
		size_t count = prop_below(5);
		struct err err = {0};
		struct str out;

		for (size_t i = 0; i < count; i++) {
			reports[i] = (struct report){
				.description = some_text(bytes[i][0], false),
				.location = {.city = some_text(
						     bytes[i][1], false),
					.state = prop_below(2) ? str_from("OR")
							       : str_from(""),
					.country = str_from("US")},
				.id = str_from("0198-\"id"),
				.author = some_text(bytes[i][2], false),
				.created_ms =
					prop_between(0, INT64_C(4102444800000)),
				.updated_ms =
					prop_between(0, INT64_C(4102444800000)),
				.version = prop_between(1, INT64_MAX)};
			json_array_append_new(list, model(&reports[i], view));
		}
		CHECK_INT(reports_to_json(
				  reports, count, view, arena, &out, &err),
			OK);
		CHECK_STR(out.at, printed(list));
		if (count) {
			CHECK_INT(report_to_json(
					  reports, view, arena, &out, &err),
				OK);
			CHECK_STR(out.at, printed(model(reports, view)));
			reports[0].description = str_from("\xff");
			CHECK_INT(report_to_json(
					  reports, view, arena, &out, &err),
				ERR_INTERNAL);
		}
		arena_reset(arena);
	}
}

static void
the_weather_is_printed_alike(void)
{
	static const enum units all[] = {
		UNITS_METRIC, UNITS_IMPERIAL, UNITS_STANDARD};

	FOR_ALL(5000)
	{
		enum units units = all[prop_below(COUNT(all))];
		struct current current;
		struct err err = {0};
		struct str out;

		current_begin(&current, 1000000);
		for (size_t i = prop_below(5); i > 0; i--) {
			struct observation o;

			observation_init(
				&o, 1000000 - (int64_t)prop_below(90000));
			for (int f = 0; f < FIELD_COUNT; f++)
				if (prop_below(2)) {
					o.present |= 1u << f;
					o.values[f] = (int32_t)prop_between(
						-9000, 110000);
				}
			current_add(&current, (int64_t)i, &o);
		}
		if (current_finish(&current, &err) != OK)
			continue;
		CHECK_INT(current_to_json(&current, units, arena, &out, &err),
			OK);
		CHECK_STR(out.at, printed(current_main(&current, units)));
		arena_reset(arena);
	}
}

int
main(void)
{
	arena = arena_new(1 << 24);
	RUN(every_character_is_escaped_alike);
	RUN(it_is_found_wherever_it_stands);
	RUN(any_text_is_escaped_alike);
	RUN(scaled_numbers_are_printed_alike);
	RUN(reports_are_printed_alike);
	RUN(the_weather_is_printed_alike);
	arena_free(arena);
	DONE();
}
