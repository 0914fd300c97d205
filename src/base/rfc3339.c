#include "base/rfc3339.h"

#include <string.h>

/* The first second of year 0000 and the last one of year 9999. */
static const int64_t first_second = -62167219200, last_second = 253402300799;

/* Days before each month of a common year. */
static const int days_before[] = {
	0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

struct civil {
	int year, month, day, hour, minute, second, weekday; /* Sunday is 0 */
};

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days of the months before this one; month 13 gives the whole year. */
static int
days_before_month(int year, int month)
{
	return days_before[month - 1] + (month > 2 && is_leap(year));
}

/* Days from 0000-01-01 to the first of January of year, which is >= 0. */
static int64_t
days_before_year(int64_t year)
{
	int64_t last = year - 1;

	if (year == 0)
		return 0;
	return year * 365 + last / 4 - last / 100 + last / 400 + 1;
}

static int64_t
days_since_1970(int year, int month, int day)
{
	return days_before_year(year) + days_before_month(year, month) + day -
	       1 - days_before_year(1970);
}

static struct civil
civil_from(int64_t seconds)
{
	int64_t since = seconds - first_second, days = since / 86400;
	int left = (int)(since % 86400);
	/* Never too late a year, and too early by one at most. */
	int year = (int)(days * 400 / 146097);
	struct civil c = {0};

	if (days_before_year(year + 1) <= days)
		year++;
	else if (days_before_year(year) > days)
		year--;
	c.year = year;
	c.weekday = (int)((days + 6) % 7);
	days -= days_before_year(year);
	for (c.month = 1; days_before_month(year, c.month + 1) <= days;)
		c.month++;
	c.day = (int)days - days_before_month(year, c.month) + 1;
	c.hour = left / 3600;
	c.minute = left / 60 % 60;
	c.second = left % 60;
	return c;
}

/* Takes exactly count digits from the front of *rest. */
static bool
take_number(struct str *rest, int count, int min, int max, int *out)
{
	int value = 0;

	if (rest->len < (size_t)count)
		return false;
	for (int i = 0; i < count; i++) {
		char c = rest->at[i];

		if (c < '0' || c > '9')
			return false;
		value = value * 10 + (c - '0');
	}
	rest->at += count;
	rest->len -= (size_t)count;
	*out = value;
	return value >= min && value <= max;
}

/* Takes one byte that is among those of any; false when it is not there. */
static bool
take_one(struct str *rest, const char *any, char *taken)
{
	if (!rest->len)
		return false;
	for (; *any; any++) {
		if (rest->at[0] == *any) {
			*taken = *any;
			rest->at++;
			rest->len--;
			return true;
		}
	}
	return false;
}

static bool
take_date_and_time(struct str *rest, struct civil *c)
{
	char sep;

	return take_number(rest, 4, 0, 9999, &c->year) &&
	       take_one(rest, "-", &sep) &&
	       take_number(rest, 2, 1, 12, &c->month) &&
	       take_one(rest, "-", &sep) &&
	       take_number(rest, 2, 1, 31, &c->day) &&
	       c->day <= days_before_month(c->year, c->month + 1) -
				 days_before_month(c->year, c->month) &&
	       take_one(rest, "Tt ", &sep) &&
	       take_number(rest, 2, 0, 23, &c->hour) &&
	       take_one(rest, ":", &sep) &&
	       take_number(rest, 2, 0, 59, &c->minute) &&
	       take_one(rest, ":", &sep) &&
	       take_number(rest, 2, 0, 60, &c->second);
}

/* An optional fraction; digits after the third only have to be digits. */
static bool
take_fraction(struct str *rest, int *ms)
{
	int weight = 100, digit;
	char dot;

	*ms = 0;
	if (!take_one(rest, ".", &dot))
		return true;
	if (!take_number(rest, 1, 0, 9, &digit))
		return false;
	do {
		*ms += digit * weight;
		weight /= 10;
	} while (rest->len && rest->at[0] >= '0' && rest->at[0] <= '9' &&
		 take_number(rest, 1, 0, 9, &digit));
	return true;
}

static bool
take_offset(struct str *rest, int *seconds)
{
	int hours, minutes;
	char sign, colon;

	*seconds = 0;
	if (!take_one(rest, "Zz+-", &sign))
		return false;
	if (sign == 'Z' || sign == 'z')
		return true;
	if (!take_number(rest, 2, 0, 23, &hours) ||
		!take_one(rest, ":", &colon) ||
		!take_number(rest, 2, 0, 59, &minutes))
		return false;
	*seconds = (hours * 60 + minutes) * 60;
	if (sign == '-')
		*seconds = -*seconds;
	return true;
}

enum rfc3339_verdict
rfc3339_parse(struct str text, int64_t *ms)
{
	struct civil c = {0};
	int fraction, offset;
	int64_t seconds;

	*ms = 0;
	if (!take_date_and_time(&text, &c) || !take_fraction(&text, &fraction))
		return RFC3339_MALFORMED;
	if (!text.len)
		return RFC3339_NO_OFFSET;
	if (!take_offset(&text, &offset) || text.len)
		return RFC3339_MALFORMED;
	seconds = days_since_1970(c.year, c.month, c.day) * 86400 +
		  c.hour * 3600 + c.minute * 60 + c.second - offset;
	if (seconds < first_second || seconds > last_second)
		return RFC3339_MALFORMED;
	/* Leap seconds end a month of UTC (RFC 3339 5.7). */
	if (c.second == 60) {
		struct civil after = civil_from(seconds);

		if (after.day != 1 || seconds % 86400)
			return RFC3339_MALFORMED;
	}
	*ms = seconds * 1000 + fraction;
	return RFC3339_GOOD;
}

static bool
is_printable(int64_t seconds)
{
	return seconds >= first_second && seconds <= last_second;
}

static char *
put(char *at, int value, int digits, char behind)
{
	for (int i = digits; i-- > 0; value /= 10)
		at[i] = (char)('0' + value % 10);
	at[digits] = behind;
	return at + digits + 1;
}

/* Without printf(), which takes ten times as long: lists have a time or two in
 * every row. */
static char *
put_seconds(char *at, int64_t seconds, char behind)
{
	struct civil c = civil_from(seconds);

	at = put(at, c.year, 4, '-');
	at = put(at, c.month, 2, '-');
	at = put(at, c.day, 2, 'T');
	at = put(at, c.hour, 2, ':');
	at = put(at, c.minute, 2, ':');
	return put(at, c.second, 2, behind);
}

void
rfc3339_print(int64_t seconds, char out[RFC3339_MAX])
{
	out[0] = '\0';
	if (is_printable(seconds))
		*put_seconds(out, seconds, 'Z') = '\0';
}

void
rfc3339_print_ms(int64_t ms, char out[RFC3339_MAX])
{
	int64_t seconds = ms / 1000 - (ms % 1000 < 0);

	out[0] = '\0';
	if (is_printable(seconds))
		*put(put_seconds(out, seconds, '.'), (int)(ms - seconds * 1000),
			3, 'Z') = '\0';
}

void
rfc3339_print_http(int64_t seconds, char out[RFC3339_MAX])
{
	static const char days[][4] = {
		"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct civil c;

	out[0] = '\0';
	if (!is_printable(seconds))
		return;
	c = civil_from(seconds);
	memcpy(out, days[c.weekday], 3);
	memcpy(out + 3, ", ", 2);
	out = put(out + 5, c.day, 2, ' ');
	memcpy(out, months[c.month - 1], 3);
	out[3] = ' ';
	out = put(out + 4, c.year, 4, ' ');
	out = put(out, c.hour, 2, ':');
	out = put(out, c.minute, 2, ':');
	out = put(out, c.second, 2, ' ');
	memcpy(out, "GMT", sizeof("GMT"));
}
