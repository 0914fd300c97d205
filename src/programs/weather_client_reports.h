#ifndef PROGRAMS_WEATHER_CLIENT_REPORTS_H
#define PROGRAMS_WEATHER_CLIENT_REPORTS_H

#include "programs/weather_client.h"

/* How reports are shown. */

/* A string of a report; a loan, empty where there is none. */
struct str report_member(const json_t *report, const char *name);

/* "Seattle, WA, US" */
struct str report_place(struct app *app, const json_t *report);

/* A list of them as a table, or as CSV. */
enum err_kind
reports_print(struct app *app, const json_t *list, struct err *err) MUST_USE;

#endif
