#include "client/screen.h"

#include "unit/tap.h"

#include <stdlib.h>

static char *text;
static size_t len;
static struct screen screen;

static void
begin(enum screen_format format, bool is_terminal)
{
	screen = (struct screen){.out = open_memstream(&text, &len),
		.format = format,
		.is_terminal = is_terminal,
		.has_color = is_terminal};
}

static void
check_end(const char *wanted)
{
	fclose(screen.out);
	CHECK_STR(text, wanted);
	free(text);
	text = NULL;
}

static void
what_moves_a_terminal_is_made_visible(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"plain \xC3\xA4\xE2\x82\xAC", "plain \xC3\xA4\xE2\x82\xAC"},
		{"\x1b[2J", "\\x1b[2J"},
		{"a\r\nb\tc", "a\\x0d b c"},
		{"\x7f", "\\x7f"},
		{"\xC2\x9B", "\\x9b"},
		{"\xE2\x80\xAE", "\\u{202E}"},
		{"\xEF\xBB\xBF", "\\u{FEFF}"},
		{"\xff\xfe", "\\xff\\xfe"},
		{"\xC0\x80", "\\xc0\\x80"},
		{"\xF3\xA0\x81\x81", "\\u{E0041}"},
		{"\xF0\x9F\x8C\xA7", "\xF0\x9F\x8C\xA7"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		begin(SCREEN_TABLE, true);
		screen_text(&screen, str_from(cases[i].in));
		check_end(cases[i].out);
	}
}

static void
csv_is_quoted_where_it_must_be(void)
{
	begin(SCREEN_CSV, false);
	screen_csv(&screen, true, STR_LIT("a"));
	screen_csv(&screen, false, STR_LIT("b,c"));
	screen_csv(&screen, false, STR_LIT("say \"hi\""));
	screen_csv(&screen, false, STR_LIT("two\nlines"));
	screen_csv(&screen, false, STR_LIT("\x1b"));
	screen_csv(&screen, false, STR_LIT(""));
	check_end("a,\"b,c\",\"say \"\"hi\"\"\",\"two\nlines\",\x1b,");
	begin(SCREEN_CSV, true);
	screen_csv(&screen, true, STR_LIT("\x1b[2J,"));
	check_end("\"\\x1b[2J,\"");
}

static void
json_stays_json(void)
{
	json_t *value = json_pack("{s:s, s:f}", "a",
		"\x1b\xE2\x80\xAE\xC2\x9B\xC3\xA4", "b", 11.84);
	struct err err = {0};

	begin(SCREEN_JSON, false);
	CHECK_INT(screen_json(&screen, value, &err), OK);
	check_end("{\"a\":\"\\u001B\\u202e\\u009b\xC3\xA4\",\"b\":11.84}\n");
	json_decref(value);
}

static void
columns_stand_under_their_heads(void)
{
	static const char *const heads[] = {"id", "text"};
	const struct str one[] = {STR_LIT("1"), STR_LIT("a")};
	const struct str two[] = {
		STR_LIT("\xE6\x9D\xB1\xE4\xBA\xAC"), STR_LIT("b\x1b")};
	struct sheet sheet;

	sheet_init(&sheet, heads, 2);
	CHECK(sheet_add(&sheet, one));
	CHECK(sheet_add(&sheet, two));
	begin(SCREEN_TABLE, false);
	sheet_print(&sheet, &screen);
	check_end("id    text\n1     a\n\xE6\x9D\xB1\xE4\xBA\xAC  b\\x1b\n");
	begin(SCREEN_TABLE, true);
	sheet_print(&sheet, &screen);
	fclose(screen.out);
	CHECK(strstr(text, "\x1b[1mid\x1b[0m"));
	free(text);
	begin(SCREEN_CSV, false);
	sheet_print(&sheet, &screen);
	check_end("id,text\n1,a\n\xE6\x9D\xB1\xE4\xBA\xAC,b\x1b\n");
	for (int i = 0; i < 1000; i++)
		CHECK(sheet_add(&sheet, one));
	CHECK_INT(sheet.count, 1002);
	sheet_free(&sheet);
}

int
main(void)
{
	RUN(what_moves_a_terminal_is_made_visible);
	RUN(csv_is_quoted_where_it_must_be);
	RUN(json_stays_json);
	RUN(columns_stand_under_their_heads);
	DONE();
}
