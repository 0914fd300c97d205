#include "base/log.h"
#include "unit/prop.h"
#include "unit/tap.h"

#include <unistd.h>

static struct buf shown;

static void
keep(void *ctx, const char *line, size_t len)
{
	(void)ctx;
	buf_add(&shown, line, len);
}

static const struct log debug_log = {LOG_DEBUG, keep, NULL};

static const char *
line_of(struct str value)
{
	struct log_line line;

	buf_clear(&shown);
	log_begin(&line, &debug_log, LOG_INFO);
	log_str(&line, "v", value);
	log_end(&line);
	return shown.at ? shown.at : "";
}

static void
a_line_is_words_in_the_order_of_the_calls(void)
{
	struct log_line line;

	buf_clear(&shown);
	log_begin(&line, &debug_log, LOG_WARN);
	log_z(&line, "id", "42ab");
	log_str(&line, "reason", STR_LIT("token/expired"));
	log_int(&line, "age", -90);
	log_z(&line, "none", NULL);
	log_end(&line);
	CHECK_STR(shown.at, "level=warn id=42ab reason=token/expired age=-90 "
			    "none=\"\"\n");
}

/* covers: K2 */
static void
values_that_could_deceive_are_quoted_and_escaped(void)
{
	static const struct {
		struct str value;
		const char *shown;
	} cases[] = {
		{STR_INIT("plain-word/1:2,3"), "plain-word/1:2,3"},
		{STR_INIT(""), "\"\""},
		{STR_INIT("two words"), "\"two words\""},
		{STR_INIT("a=b"), "\"a=b\""},
		{STR_INIT("\""), "\"\\\"\""},
		{STR_INIT("\\"), "\"\\\\\""},
		{STR_INIT("x\nlevel=info"), "\"x\\nlevel=info\""},
		{STR_INIT("\r\n"), "\"\\x0d\\n\""},
		{STR_INIT("a\0b"), "\"a\\x00b\""},
		{STR_INIT("\x1b[2J"), "\"\\x1b[2J\""},
		{STR_INIT("\x7f"), "\"\\x7f\""},
		{STR_INIT("\t"), "\"\\x09\""},
		{STR_INIT("S\xC3\xA3o"), "\"S\xC3\xA3o\""},
		{STR_INIT("\xF0\x9F\x8C\xA6"), "\"\xF0\x9F\x8C\xA6\""},
		/* not UTF-8: stray, overlong, surrogate, cut */
		{STR_INIT("\xFF\x80"), "\"\\xff\\x80\""},
		{STR_INIT("\xC0\x8A"), "\"\\xc0\\x8a\""},
		{STR_INIT("\xED\xA0\x80"), "\"\\xed\\xa0\\x80\""},
		{STR_INIT("\xE2\x82"), "\"\\xe2\\x82\""},
		/* UTF-8 that moves what is shown: CSI, NEL, LS, RLO, BOM */
		{STR_INIT("\xC2\x9B"), "\"\\xc2\\x9b\""},
		{STR_INIT("\xC2\x85"), "\"\\xc2\\x85\""},
		{STR_INIT("\xE2\x80\xA8"), "\"\\xe2\\x80\\xa8\""},
		{STR_INIT("\xE2\x80\xAE"), "\"\\xe2\\x80\\xae\""},
		{STR_INIT("\xE2\x81\xA6"), "\"\\xe2\\x81\\xa6\""},
		{STR_INIT("\xEF\xBB\xBF"), "\"\\xef\\xbb\\xbf\""},
		/* their neighbours are innocent */
		{STR_INIT("\xC2\xA0"), "\"\xC2\xA0\""},
		{STR_INIT("\xE2\x80\xA6"), "\"\xE2\x80\xA6\""},
		{STR_INIT("\xE2\x82\xAC"), "\"\xE2\x82\xAC\""},
	};
	char want[128];

	for (size_t i = 0; i < COUNT(cases); i++) {
		snprintf(want, sizeof(want), "level=info v=%s\n",
			cases[i].shown);
		CHECK_STR(line_of(cases[i].value), want);
	}
}

static void
long_values_are_cut_between_characters(void)
{
	char value[400], want[400];

	memset(value, 'x', sizeof(value));
	snprintf(want, sizeof(want), "level=info v=%.256s\n", value);
	CHECK_STR(line_of((struct str){value, 256}), want);
	snprintf(want, sizeof(want), "level=info v=\"%.256s...\"\n", value);
	CHECK_STR(line_of((struct str){value, 257}), want);
	CHECK_STR(line_of((struct str){value, sizeof(value)}), want);
	memcpy(value + 254, "\xE2\x82\xAC", 3);
	snprintf(want, sizeof(want), "level=info v=\"%.254s...\"\n", value);
	CHECK_STR(line_of((struct str){value, sizeof(value)}), want);
	memcpy(value + 253, "\xE2\x82\xAC", 3);
	value[256] = 'x';
	snprintf(want, sizeof(want), "level=info v=\"%.256s...\"\n", value);
	CHECK_STR(line_of((struct str){value, sizeof(value)}), want);
}

/* True when line is one well-formed record with the single value v. */
static bool
is_one_record(struct str line)
{
	size_t i = strlen("level=info v=");

	if (!str_starts(line, "level=info v=") || !str_ends(line, "\n"))
		return false;
	line.len--;
	if (!str_is_utf8(line) || memchr(line.at, '\n', line.len))
		return false;
	if (line.at[i] != '"')
		return line.len > i && !memchr(line.at + i, ' ', line.len - i);
	for (i++; i < line.len && line.at[i] != '"'; i++) {
		if ((unsigned char)line.at[i] < ' ' || line.at[i] == 0x7F)
			return false;
		if (line.at[i] == '\\')
			i++;
	}
	return i == line.len - 1;
}

/* covers: K2 */
static void
any_bytes_make_exactly_one_record(void)
{
	FOR_ALL(5000)
	{
		char value[400];
		size_t len = prop_below(sizeof(value));

		if (prop_below(2))
			prop_bytes(value, len);
		else
			prop_text(value, len ? len - 1 : 0,
				"ab \"\\\n\r\x1b\x7f\xc3\xa9\xe2\x80\xa8=");
		if (len && !prop_below(2))
			value[len - 1] = '\\';
		line_of((struct str){value, len});
		CHECK(is_one_record(buf_as_str(&shown)));
	}
}

static void
lines_above_the_level_are_dropped(void)
{
	struct log log = {LOG_WARN, keep, NULL};

	buf_clear(&shown);
	log_event(&log, LOG_INFO, "quiet", "x");
	log_event(&log, LOG_DEBUG, "quiet", "x");
	CHECK_INT(shown.len, 0);
	log_event(&log, LOG_WARN, "heard", "x");
	log_event(&log, LOG_ERROR, "heard", "x");
	CHECK_STR(shown.at, "level=warn event=heard detail=x\n"
			    "level=error event=heard detail=x\n");
	buf_clear(&shown);
	log_event(NULL, LOG_ERROR, "nobody", "listens");
	log_event(&(struct log){0}, LOG_ERROR, "nobody", "listens");
	CHECK_INT(shown.len, 0);
}

static void
an_error_shows_reason_kind_and_detail(void)
{
	struct err err = {0};

	buf_clear(&shown);
	(void)fail(&err, ERR_KEYS, "keys/none", "no keys of \"%s\"", "iss");
	log_err(&debug_log, LOG_ERROR, "request", &err);
	CHECK_STR(shown.at,
		"level=error event=request reason=keys/none "
		"kind=ERR_KEYS detail=\"no keys of \\\"iss\\\"\"\n");
	buf_clear(&shown);
	log_err(&debug_log, LOG_ERROR, "request", &(struct err){0});
	CHECK_STR(shown.at, "level=error event=request reason=\"\" kind=OK "
			    "detail=\"\"\n");
}

static void
a_line_without_room_says_so(void)
{
	char value[250];
	struct log_line line;

	memset(value, '\n', sizeof(value));
	buf_clear(&shown);
	log_begin(&line, &debug_log, LOG_INFO);
	for (int i = 0; i < 200; i++)
		log_str(&line, "v", (struct str){value, sizeof(value)});
	log_end(&line);
	CHECK_STR(shown.at, "level=error event=log/lost "
			    "detail=\"no room for a line\"\n");
}

static void
the_log_of_programs_is_standard_error(void)
{
	struct log log = log_stderr(LOG_INFO);
	char got[128] = "";
	int ends[2] = {-1, -1}, saved = dup(STDERR_FILENO);
	ssize_t len;

	CHECK(saved >= 0 && pipe(ends) == 0);
	dup2(ends[1], STDERR_FILENO);
	log_event(&log, LOG_INFO, "started", "%d", 42);
	log_event(&log, LOG_DEBUG, "dropped", "%d", 43);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(ends[1]);
	len = read(ends[0], got, sizeof(got) - 1);
	CHECK(len > 0 && got[len - 1] == '\n');
	CHECK_STR(got, "level=info event=started detail=42\n");
	close(ends[0]);
}

static void
level_words_are_four(void)
{
	enum log_level level = LOG_INFO;

	CHECK(log_level_from(STR_LIT("debug"), &level) && level == LOG_DEBUG);
	CHECK(log_level_from(STR_LIT("info"), &level) && level == LOG_INFO);
	CHECK(log_level_from(STR_LIT("warn"), &level) && level == LOG_WARN);
	CHECK(log_level_from(STR_LIT("error"), &level) && level == LOG_ERROR);
	CHECK(!log_level_from(STR_LIT("Error"), &level));
	CHECK(!log_level_from(STR_LIT(""), &level));
	CHECK(!log_level_from(STR_LIT("err"), &level));
	CHECK_INT(level, LOG_ERROR);
}

int
main(void)
{
	buf_init(&shown, 1000000);
	RUN(a_line_is_words_in_the_order_of_the_calls);
	RUN(values_that_could_deceive_are_quoted_and_escaped);
	RUN(long_values_are_cut_between_characters);
	RUN(any_bytes_make_exactly_one_record);
	RUN(lines_above_the_level_are_dropped);
	RUN(an_error_shows_reason_kind_and_detail);
	RUN(a_line_without_room_says_so);
	RUN(the_log_of_programs_is_standard_error);
	RUN(level_words_are_four);
	buf_free(&shown);
	DONE();
}
