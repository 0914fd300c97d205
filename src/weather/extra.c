#include "weather/extra.h"

#include "base/closest.h"
#include "weather/body.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_LEN = 40 };

/* first to last are the numbers behind name; 0 to 0: none; 0 to -1: a word. */
struct extra_rule {
	const char *name, *unit;
	int first, last;
	double min, max;
	enum quantity quantity;
};

static const struct extra_rule rules[] = {
	{"soil_temp_", "degC", 1, 8, -40, 66, QUANTITY_TEMPERATURE},
	{"soil_moisture_", "%", 1, 8, 0, 100, QUANTITY_PLAIN},
	{"leaf_wetness_", "%", 1, 2, 0, 100, QUANTITY_PLAIN},
	{"pm2_5", "ug/m3", 0, 0, 0, 10000, QUANTITY_PLAIN},
	{"pm10", "ug/m3", 0, 0, 0, 10000, QUANTITY_PLAIN},
	{"temp_", "degC", 2, 8, -95, 65, QUANTITY_TEMPERATURE},
	{"humidity_", "%", 2, 8, 0, 100, QUANTITY_PLAIN},
	{"indoor_temp", "degC", 0, 0, -95, 65, QUANTITY_TEMPERATURE},
	{"indoor_humidity", "%", 0, 0, 0, 100, QUANTITY_PLAIN},
	{"lightning_count", "strikes", 0, 0, 0, 1000000, QUANTITY_PLAIN},
	{"lightning_distance", "km", 0, 0, 0, 1000, QUANTITY_PLAIN},
	{"battery_", "V or %", 0, -1, 0, 100000, QUANTITY_PLAIN},
};

static bool
is_word(const char *z)
{
	size_t len = strspn(z, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return len && !z[len] && len < NAME_MAX_LEN;
}

static bool
rule_covers(const struct extra_rule *rule, const char *name)
{
	size_t len = strlen(rule->name);
	const char *rest = name + len;

	if (strncmp(name, rule->name, len) != 0)
		return false;
	if (rule->last < 0)
		return is_word(rest);
	if (!rule->last)
		return !*rest;
	return rest[0] >= '0' + rule->first && rest[0] <= '0' + rule->last &&
	       !rest[1];
}

static const struct extra_rule *
rule_find(const char *name)
{
	for (size_t i = 0; i < COUNT(rules); i++)
		if (rule_covers(&rules[i], name))
			return &rules[i];
	return NULL;
}

static void
report_unknown(const char *pointer, const char *name, struct err *err)
{
	char names[COUNT(rules)][NAME_MAX_LEN];
	struct closest near = {.word = str_from(name)};

	for (size_t i = 0; i < COUNT(rules); i++) {
		if (rules[i].last > 0)
			snprintf(names[i], sizeof(names[i]), "%s%d",
				rules[i].name, rules[i].first);
		else
			snprintf(names[i], sizeof(names[i]), "%s",
				rules[i].name);
		closest_offer(&near, names[i]);
	}
	body_unknown(err, pointer, name, near.name);
}

/* Checks one number and sets it, in base units, in out. */
static bool
take_number(const char *name, const json_t *value, enum units units,
	json_t *out, struct err *err)
{
	char pointer[BODY_POINTER_MAX];
	const struct extra_rule *rule = rule_find(name);
	double base;

	body_pointer(pointer, "/extra", name);
	if (!rule) {
		report_unknown(pointer, name, err);
		return true;
	}
	if (json_is_null(value))
		return true;
	if (!json_is_number(value)) {
		body_wrong_type(err, pointer, "a number", value);
		return true;
	}
	base = units_scale(
		units_to_base(json_number_value(value), rule->quantity, units),
		EXTRA_DECIMALS);
	if (base < rule->min * 1000 || base > rule->max * 1000) {
		err_field(err, pointer, "out-of-range",
			"%s must be between %.7g and %.7g %s, not %.15g", name,
			units_from_base(rule->min, rule->quantity, units),
			units_from_base(rule->max, rule->quantity, units),
			units_name(rule->unit, rule->quantity, units),
			json_number_value(value));
		return true;
	}
	return !json_object_set_new(
		out, name, json_from_scaled((int64_t)base, EXTRA_DECIMALS));
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Puts the good numbers of value, by name, into out. */
static bool
take_numbers(json_t *value, enum units units, json_t *out, struct err *err)
{
	const char *names[EXTRA_MAX], *name;
	json_t *member;
	size_t count = 0;

	json_object_foreach(value, name, member) names[count++] = name;
	qsort(names, count, sizeof(names[0]), by_name);
	for (size_t i = 0; i < count; i++)
		if (!take_number(names[i], json_object_get(value, names[i]),
			    units, out, err))
			return false;
	return true;
}

bool
extra_from_json(json_t *value, enum units units, struct arena *arena,
	struct str *out, struct err *err)
{
	json_t *numbers;
	bool good;

	*out = (struct str){NULL, 0};
	if (json_is_null(value))
		return true;
	if (!json_is_object(value)) {
		body_wrong_type(err, "/extra", "an object", value);
		return true;
	}
	if (json_object_size(value) > EXTRA_MAX) {
		err_field(err, "/extra", "too-long",
			"extra has %zu members; at most %d are allowed",
			json_object_size(value), (int)EXTRA_MAX);
		return true;
	}
	numbers = json_object();
	good = numbers && take_numbers(value, units, numbers, err) &&
	       (!json_object_size(numbers) ||
		       json_print(numbers, arena, out, err) == OK);
	json_decref(numbers);
	return good;
}

json_t *
extra_to_json(struct str extra, enum units units)
{
	json_t *object = NULL, *value;
	const char *name;
	void *next;

	if (json_parse_object(extra, 1, &object, NULL, 0) != JSON_GOOD)
		return NULL;
	json_object_foreach_safe(object, next, name, value)
	{
		const struct extra_rule *rule = rule_find(name);
		double scaled;

		if (!rule || rule->quantity == QUANTITY_PLAIN)
			continue;
		scaled = units_scale(units_from_base(json_number_value(value),
					     rule->quantity, units),
			EXTRA_DECIMALS);
		if (json_object_set_new(object, name,
			    json_from_scaled(
				    (int64_t)scaled, EXTRA_DECIMALS))) {
			json_decref(object);
			return NULL;
		}
	}
	return object;
}
