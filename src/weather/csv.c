#include "weather/csv.h"

#include <errno.h>
#include <string.h>

/* Beside EOF, which is negative, and any byte. */
enum { NOT_READ = -1000 };

static void
start(struct csv *csv, FILE *file, struct str text)
{
	csv->line = csv->count = csv->breaks = csv->used = 0;
	csv->file = file;
	csv->text = text;
	csv->ahead = NOT_READ;
	csv->started = false;
}

void
csv_from_file(struct csv *csv, FILE *file)
{
	start(csv, file, (struct str){NULL, 0});
}

void
csv_from_text(struct csv *csv, struct str text)
{
	start(csv, NULL, text);
}

static int
read_byte(struct csv *csv)
{
	if (csv->file)
		return getc(csv->file);
	if (!csv->text.len)
		return EOF;
	csv->text.len--;
	return (unsigned char)*csv->text.at++;
}

/* The next byte or EOF, without taking it. */
static int
peek(struct csv *csv)
{
	if (csv->ahead == NOT_READ)
		csv->ahead = read_byte(csv);
	return csv->ahead;
}

static int
take(struct csv *csv)
{
	int c = peek(csv);

	csv->ahead = NOT_READ;
	if (c == '\n')
		csv->breaks++;
	return c;
}

/* A NULL is good; anything else is the sentence that says what is not. */
static const char *
keep(struct csv *csv, int c)
{
	const char *field = csv->fields[csv->count].at;

	if (!c)
		return "holds a NUL byte: the file must be UTF-8 text";
	if (csv->used == sizeof(csv->bytes))
		return "is longer than 65536 bytes";
	if (csv->bytes + csv->used - field == CSV_FIELD_MAX)
		return "has a value longer than 16384 bytes";
	csv->bytes[csv->used++] = (char)c;
	return NULL;
}

static const char *
read_quoted(struct csv *csv)
{
	const char *problem = NULL;

	take(csv);
	while (!problem) {
		int c = take(csv);

		if (c == EOF)
			return "has a quote that is never closed";
		if (c == '"') {
			if (peek(csv) != '"')
				return NULL;
			take(csv);
		}
		problem = keep(csv, c);
	}
	return problem;
}

static const char *
read_plain(struct csv *csv)
{
	const char *problem = NULL;

	while (!problem) {
		int c = peek(csv);

		if (c == ',' || c == '\n' || c == '\r' || c == EOF)
			return NULL;
		if (c == '"')
			return "has a quote inside an unquoted value";
		problem = keep(csv, take(csv));
	}
	return problem;
}

static const char *
read_record(struct csv *csv)
{
	int c;

	do {
		const char *problem;
		struct str *field;

		if (csv->count == CSV_FIELDS_MAX)
			return "has more than 64 values";
		field = &csv->fields[csv->count];
		*field = (struct str){csv->bytes + csv->used, 0};
		problem = peek(csv) == '"' ? read_quoted(csv) : read_plain(csv);
		if (problem)
			return problem;
		field->len = (size_t)(csv->bytes + csv->used - field->at);
		csv->count++;
		c = peek(csv);
		if (c == ',')
			take(csv);
	} while (c == ',');
	if (c == EOF)
		return NULL;
	if (c == '\n' || c == '\r')
		take(csv);
	if (c == '\r' && peek(csv) == '\n')
		take(csv);
	else if (c == '\r')
		return "has a carriage return without a line feed behind it";
	else if (c != '\n')
		return "has text behind a closing quote";
	return NULL;
}

static void
skip_mark(struct csv *csv)
{
	static const unsigned char mark[] = {0xEF, 0xBB, 0xBF};

	/* No record can begin with 0xEF otherwise: names are ASCII. */
	for (size_t i = 0; i < sizeof(mark) && peek(csv) == mark[i]; i++)
		take(csv);
	csv->started = true;
}

static void
skip_empty_lines(struct csv *csv)
{
	while (peek(csv) == '\n' || peek(csv) == '\r')
		take(csv);
}

/* The rest of the line in which the fault was found. */
static void
skip_line(struct csv *csv)
{
	int c;

	do
		c = take(csv);
	while (c != '\n' && c != EOF);
}

enum err_kind
csv_next(struct csv *csv, bool *end, struct err *err)
{
	const char *problem;

	*end = false;
	csv->count = csv->used = 0;
	if (!csv->started)
		skip_mark(csv);
	skip_empty_lines(csv);
	csv->line = csv->breaks + 1;
	if (peek(csv) == EOF)
		*end = true;
	problem = *end ? NULL : read_record(csv);
	if (csv->file && ferror(csv->file))
		return fail(err, ERR_INTERNAL, "csv/read", "line %zu: %s",
			csv->line, strerror(errno));
	if (!problem)
		return OK;
	skip_line(csv);
	return fail_field(err, ERR_INVALID, "csv/malformed", "record",
		"malformed-csv", "the record %s", problem);
}
