#include "api/parameters.h"

#include "http/query.h"

#define TEXT(least, most) PARAMETER_TEXT, least, most, NULL
#define NEEDED(pattern, least, most) PARAMETER_NEEDED, least, most, pattern
#define WORD(allowed) PARAMETER_WORD, 0, 0, allowed
#define INTEGER(least, most) PARAMETER_INTEGER, least, most, NULL
#define TIME PARAMETER_TIME, 0, 0, NULL
#define CODE PARAMETER_CODE, 0, 0, NULL
#define CODE_NOT_EMPTY PARAMETER_CODE, 2, 2, NULL
#define MATCHING(pattern, least, most) PARAMETER_TEXT, least, most, pattern
#define ANY "*", PARAMETER_ANY, 0, 0, NULL, NULL, NULL

#define PLACED "weather_current weather_history observation_create"

/* clang-format off */
const struct parameter_rule parameter_rules[] = {
	/* the course's clients may send what they like (api/routes.c) */
	{"health weather_current reports_list report_create", ANY},

	{PLACED, "city", TEXT(0, 8000), NULL,
	 "The city, where the path says `-`: for hosts that refuse `%2F` in "
	 "a path. Otherwise it is ignored."},
	{PLACED, "state", CODE, NULL,
	 "State or province, such as `WA`. Without it any state matches."},
	{PLACED, "country", CODE, "US",
	 "Country of ISO 3166, such as `BR`."},
	{PLACED, "units", WORD("metric imperial standard"), "metric",
	 "Units of the values: `metric` (°C, m/s, hPa), `imperial` (°F, mph) "
	 "or `standard` (K, m/s)."},
	{"observation_create", "on_conflict", WORD("replace"), NULL,
	 "`replace` overwrites what you said about the same place and time; "
	 "without it that is 409 `observation-exists`."},

	{"weather_current", "view", WORD("main full"), "main",
	 "`full` is OpenWeatherMap's whole object of `/data/2.5/weather`, with "
	 "`condition` and `source` besides."},
	{"weather_history", "from", TIME, NULL,
	 "Only what was measured at this time or later."},
	{"weather_history", "to", TIME, NULL,
	 "Only what was measured before this time."},
	{"weather_history", "limit", INTEGER(1, 1000), NULL,
	 "The most observations of one page. Without it a JSON page has 100, "
	 "and CSV and NDJSON have everything."},
	{"weather_history", "cursor", MATCHING("^[A-Za-z0-9_-]+$", 1, 512), NULL,
	 "Where the page begins: from the `next` or the `Link` of the page "
	 "before, with the same filters."},
	{"weather_history", "format", WORD("json csv ndjson"), "json",
	 "`json` for pages, `csv` for spreadsheets (RFC 4180, units in the "
	 "header) or `ndjson`, one JSON object a line."},

	{"places_list", "q",
	 NEEDED("^[^\\p{Cc}]*[\\p{L}\\p{N}][^\\p{Cc}]*$", 1, 100), NULL,
	 "What a name of the place begins with, in any spelling: `sao`, "
	 "`NYC`, `Münch`."},
	{"places_list", "country", CODE, NULL,
	 "Country of ISO 3166; without it any."},
	{"places_list", "limit", INTEGER(1, 100), "10",
	 "The most places of the answer."},

	{"reports_list", "author",
	 MATCHING("^(me|u_[A-Za-z0-9_-]{22})$", 2, 24), NULL,
	 "Only reports of this author: `me`, or an id as `/api/me` and single "
	 "reports show it."},
	{"reports_list", "city", MATCHING("[\\p{L}\\p{N}]", 1, 100), NULL,
	 "Only reports of cities of this name, whatever case and accents."},
	{"reports_list", "state", CODE_NOT_EMPTY, NULL,
	 "Only reports of this state or province."},
	{"reports_list", "country", CODE_NOT_EMPTY, NULL,
	 "Only reports of this country of ISO 3166. Without it any country."},
	{"reports_list", "from", TIME, NULL,
	 "Only reports created at this time or later."},
	{"reports_list", "to", TIME, NULL,
	 "Only reports created before this time."},
	{"reports_list", "q", MATCHING("[\\p{L}\\p{N}]", 1, 200), NULL,
	 "Only reports that hold each of these words (20 at most), in their "
	 "text or the name of their city, whatever case and accents."},
	{"reports_list", "view", WORD("main full"), "main",
	 "`full` adds `author`, `updated_date` and `version` to each report."},
	{"reports_list", "limit", INTEGER(1, 1000), NULL,
	 "The most reports of one page. Without it a JSON page has 500, and "
	 "CSV and NDJSON have everything."},
	{"reports_list", "format", WORD("json csv ndjson"), "json",
	 "`csv` (RFC 4180) and `ndjson`, one JSON object a line, have what "
	 "`view=full` has."},
	{"reports_list", "cursor", MATCHING("^[A-Za-z0-9_-]+$", 1, 512), NULL,
	 "Where the page begins: from the `Link` of the page before, whose "
	 "filters it must come with."},
	{"reports_clear", "before", TIME, NULL,
	 "Deletes only what was created before this time."},
	{"reports_clear", "confirm", WORD("all"), NULL,
	 "`all` deletes every report; needed where `before` is missing."},
};
/* clang-format on */

const size_t parameter_rule_count = COUNT(parameter_rules);

bool
parameter_is_of(const struct parameter_rule *rule, const struct route *route)
{
	struct str rest = str_from(rule->routes), id;

	while (str_cut(&rest, ' ', &id))
		if (str_is(id, route->id))
			return true;
	return false;
}

enum err_kind
parameters_check(
	const struct route *route, const struct request *req, struct err *err)
{
	const char *names[PARAMETERS_MAX + 1] = {NULL};
	size_t count = 0;
	bool any = false;
	struct str ignored;
	enum err_kind kind = OK;

	/* to find the rules of a route takes longer than to find its handler */
	if (!req->parameter_count && !req->bad_query)
		return OK;
	for (size_t i = 0; i < parameter_rule_count; i++) {
		if (!parameter_is_of(&parameter_rules[i], route))
			continue;
		if (parameter_rules[i].kind == PARAMETER_ANY)
			any = true;
		else if (count < PARAMETERS_MAX)
			names[count++] = parameter_rules[i].name;
	}
	if (!any)
		kind = query_only(req, names, err);
	/* query_str() refuses what is there twice */
	for (size_t i = 0; i < count && kind == OK; i++)
		kind = query_str(req, names[i], &ignored, err);
	return kind;
}
