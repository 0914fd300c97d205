#include "unit/tap.h"

#include "weather/csv.h"

#include <stdlib.h>

static struct csv csv; /* too big for a stack that is kept small */

static enum err_kind
next(bool *end, struct err *err)
{
	*err = (struct err){0};
	return csv_next(&csv, end, err);
}

/* The fields of the next record, '|' between them; NULL at the end. */
static const char *
joined(void)
{
	static char text[4096];
	size_t len = 0;
	struct err err;
	bool end;

	if (next(&end, &err) != OK)
		return err.fields[0].detail[0] ? "malformed" : "failed";
	if (end)
		return NULL;
	text[0] = '\0';
	for (size_t i = 0; i < csv.count; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
			"%s%.*s", i ? "|" : "", STR_ARG(csv.fields[i]));
	return text;
}

static void
records_come_one_at_a_time(void)
{
	csv_from_text(&csv, STR_LIT("a,b,c\r\n1,,3\n\"x\",\" y \",z"));
	CHECK_STR(joined(), "a|b|c");
	CHECK_INT(csv.line, 1);
	CHECK_STR(joined(), "1||3");
	CHECK_INT(csv.line, 2);
	CHECK_STR(joined(), "x| y |z");
	CHECK_INT(csv.line, 3);
	CHECK(!joined());
	CHECK(!joined());
}

static void
quotes_hold_commas_quotes_and_lines(void)
{
	csv_from_text(&csv,
		STR_LIT("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\n\"\nnext\n"
			"\"\",\"\"\"\"\n"));
	CHECK_STR(joined(), "a,b|say \"hi\"|two\r\nlines\n");
	CHECK_INT(csv.line, 1);
	CHECK_STR(joined(), "next");
	CHECK_INT(csv.line, 4);
	CHECK_STR(joined(), "|\"");
	CHECK(!joined());
}

static void
a_mark_and_empty_lines_are_skipped(void)
{
	csv_from_text(&csv, STR_LIT("\xEF\xBB\xBF\r\n\na,b\n\r\n\n1,2\n\n"));
	CHECK_STR(joined(), "a|b");
	CHECK_INT(csv.line, 3);
	CHECK_STR(joined(), "1|2");
	CHECK_INT(csv.line, 6);
	CHECK(!joined());
}

static void
an_empty_text_has_no_record(void)
{
	static const char *const texts[] = {"", "\n", "\r\n", "\xEF\xBB\xBF"};

	for (size_t i = 0; i < COUNT(texts); i++) {
		csv_from_text(&csv, str_from(texts[i]));
		CHECK(!joined());
	}
}

static void
a_lone_comma_is_two_empty_values(void)
{
	csv_from_text(&csv, STR_LIT(","));
	CHECK_STR(joined(), "|");
	CHECK(!joined());
}

static void
a_malformed_record_names_its_line_and_reading_goes_on(void)
{
	static const struct {
		struct str text;
		const char *sentence;
	} cases[] = {
		{STR_INIT("ok\nab\"c,d\nok\n"),
			"the record has a quote inside an unquoted value"},
		{STR_INIT("ok\n\"ab\"c,d\nok\n"),
			"the record has text behind a closing quote"},
		{STR_INIT("ok\n\"ab\" ,d\nok\n"),
			"the record has text behind a closing quote"},
		{STR_INIT("ok\na\rb\nok\n"),
			"the record has a carriage return without a line feed "
			"behind it"},
		{STR_INIT("ok\na\0b\nok\n"),
			"the record holds a NUL byte: the file must be UTF-8 "
			"text"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err err;
		bool end;

		csv_from_text(&csv, cases[i].text);
		CHECK_STR(joined(), "ok");
		CHECK_INT(next(&end, &err), ERR_INVALID);
		CHECK_STR(err.reason, "csv/malformed");
		CHECK_STR(err.fields[0].name, "record");
		CHECK_STR(err.fields[0].detail, cases[i].sentence);
		CHECK_INT(csv.line, 2);
		CHECK(!end);
		CHECK_STR(joined(), "ok");
		CHECK_INT(csv.line, 3);
		CHECK(!joined());
	}
}

static void
a_quote_that_is_never_closed_names_the_line_where_it_opens(void)
{
	struct err err;
	bool end;

	csv_from_text(&csv, STR_LIT("ok\na,\"b\nc\nd\n"));
	CHECK_STR(joined(), "ok");
	CHECK_INT(next(&end, &err), ERR_INVALID);
	CHECK_STR(err.fields[0].detail,
		"the record has a quote that is never closed");
	CHECK_INT(csv.line, 2);
	CHECK(!joined());
}

/* before, then count times c, then after */
static struct str
repeated(const char *before, char c, size_t count, const char *after)
{
	static char text[2 * CSV_RECORD_MAX];
	size_t len = strlen(before);

	memcpy(text, before, len);
	memset(text + len, c, count);
	memcpy(text + len + count, after, strlen(after));
	return (struct str){text, len + count + strlen(after)};
}

static void
fields_and_records_are_bounded(void)
{
	struct err err;
	bool end;

	csv_from_text(&csv, repeated("", 'x', CSV_FIELD_MAX, "\nok"));
	CHECK_INT(next(&end, &err), OK);
	CHECK_INT(csv.fields[0].len, CSV_FIELD_MAX);
	CHECK_STR(joined(), "ok");
	csv_from_text(&csv, repeated("", 'x', CSV_FIELD_MAX + 1, "\nok"));
	CHECK_INT(next(&end, &err), ERR_INVALID);
	CHECK_STR(joined(), "ok");
	csv_from_text(&csv, repeated("\"", 'x', CSV_FIELD_MAX + 1, "\"\nok"));
	CHECK_INT(next(&end, &err), ERR_INVALID);
	CHECK_STR(joined(), "ok");

	csv_from_text(&csv, repeated("", ',', CSV_FIELDS_MAX - 1, "\nok"));
	CHECK_INT(next(&end, &err), OK);
	CHECK_INT(csv.count, CSV_FIELDS_MAX);
	CHECK_STR(joined(), "ok");
	csv_from_text(&csv, repeated("", ',', CSV_FIELDS_MAX, "\nok"));
	CHECK_INT(next(&end, &err), ERR_INVALID);
	CHECK_STR(joined(), "ok");
}

static void
a_record_of_the_greatest_length_fits_and_one_more_byte_does_not(void)
{
	static char text[CSV_RECORD_MAX + 64];
	struct err err;
	bool end;

	for (int more = 0; more < 2; more++) {
		size_t len = 0;

		for (int field = 0; field < 4; field++) {
			memset(text + len, 'x', CSV_FIELD_MAX);
			len += CSV_FIELD_MAX;
			text[len++] = field < 3 ? ',' : '\n';
		}
		if (more)
			memcpy(text + len - 1, ",x\n", 3), len += 2;
		csv_from_text(&csv, (struct str){text, len});
		CHECK_INT(next(&end, &err), more ? ERR_INVALID : OK);
		CHECK(!joined());
	}
}

static void
a_file_reads_as_its_text_does(void)
{
	FILE *file = tmpfile();

	CHECK(file != NULL);
	if (!file)
		return;
	fputs("\xEF\xBB\xBF"
	      "a,\"b\"\r\n1,2",
		file);
	rewind(file);
	csv_from_file(&csv, file);
	CHECK_STR(joined(), "a|b");
	CHECK_STR(joined(), "1|2");
	CHECK(!joined());
	CHECK(!joined());
	fclose(file);
}

static void
a_file_that_cannot_be_read_is_no_end(void)
{
	FILE *folder = fopen("/", "r");
	struct err err;
	bool end;

	CHECK(folder != NULL);
	if (!folder)
		return;
	csv_from_file(&csv, folder);
	CHECK_INT(next(&end, &err), ERR_INTERNAL);
	CHECK_STR(err.reason, "csv/read");
	fclose(folder);
}

int
main(void)
{
	RUN(records_come_one_at_a_time);
	RUN(quotes_hold_commas_quotes_and_lines);
	RUN(a_mark_and_empty_lines_are_skipped);
	RUN(an_empty_text_has_no_record);
	RUN(a_lone_comma_is_two_empty_values);
	RUN(a_malformed_record_names_its_line_and_reading_goes_on);
	RUN(a_quote_that_is_never_closed_names_the_line_where_it_opens);
	RUN(fields_and_records_are_bounded);
	RUN(a_record_of_the_greatest_length_fits_and_one_more_byte_does_not);
	RUN(a_file_reads_as_its_text_does);
	RUN(a_file_that_cannot_be_read_is_no_end);
	DONE();
}
