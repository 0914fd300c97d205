#include "api/openapi_parts.h"

#include "base/json.h"
#include "weather/observation.h"

/* What a stored limit is in one of the units; the widest of them. */
static double
widest(const struct observation_field_rule *rule, int32_t limit, bool upper)
{
	static const enum units all[] = {
		UNITS_METRIC, UNITS_IMPERIAL, UNITS_STANDARD};
	double widest = 0;

	for (size_t i = 0; i < COUNT(all); i++) {
		double value =
			units_unscale(units_convert(limit, rule->decimals,
					      rule->quantity, all[i]),
				rule->decimals);

		if (!i || (upper ? value > widest : value < widest))
			widest = value;
	}
	return widest;
}

/* Celsius, Fahrenheit and Kelvin show in no limit, so words must say it. */
static json_t *
description_of(const struct observation_field_rule *rule)
{
	switch (rule->quantity) {
	case QUANTITY_TEMPERATURE:
		return json_string("In °C, °F or K, as `units` says.");
	case QUANTITY_SPEED:
		return json_string("In m/s, or mph where `units` says so.");
	case QUANTITY_PLAIN:
		break;
	}
	if (rule->unit[0] == '1')
		return json_string("Without a unit.");
	return json_sprintf("In %s.", rule->unit);
}

static json_t *
limit_of(const struct observation_field_rule *rule, bool upper, bool is_input)
{
	double limit =
		widest(rule, upper ? rule->hard_max : rule->hard_min, upper);

	/* wet sensors read more than there is */
	if (upper && is_input && rule == &observation_fields[FIELD_HUMIDITY])
		limit = units_unscale(HUMIDITY_FORGIVEN, rule->decimals);
	return limit == (double)(json_int_t)limit
		       ? json_integer((json_int_t)limit)
		       : json_real(limit);
}

static json_t *
field_schema(enum observation_field field, bool is_input)
{
	const struct observation_field_rule *rule = &observation_fields[field];
	const char *type = field == FIELD_WEATHER_CODE ? "integer" : "number";

	return json_pack("{s:o, s:o, s:o, s:o}", "type",
		json_pack("[s, s]", type, "null"), "description",
		description_of(rule), "minimum",
		limit_of(rule, false, is_input), "maximum",
		limit_of(rule, true, is_input));
}

/* {"required": [name], "properties": {name: {"type": "number"}}} */
static json_t *
is_measured(const char *name)
{
	return json_pack("{s:[s], s:{s:{s:s}}}", "required", name, "properties",
		name, "type", "number");
}

static int
add_input(json_t *schema, enum observation_field field, json_t *any)
{
	const struct observation_field_rule *rule = &observation_fields[field];
	json_t *properties = json_object_get(schema, "properties");
	const char *alias = rule->alias;
	int failed = json_object_set_new(
		properties, rule->name, field_schema(field, true));

	failed |= json_array_append_new(any, is_measured(rule->name));
	if (!alias)
		return failed;
	failed |= json_object_set_new(
		properties, alias, field_schema(field, true));
	failed |= json_array_append_new(any, is_measured(alias));
	/* two names of one value */
	return failed |
	       json_object_set_new(schema, "not",
		       json_pack("{s:[o, o]}", "allOf", is_measured(rule->name),
			       is_measured(alias)));
}

bool
openapi_add_fields(json_t *schemas)
{
	json_t *in = json_object_get(schemas, "ObservationInput");
	json_t *row = json_object_get(schemas, "Observation");
	json_t *out = json_object_get(row, "properties");
	json_t *required = json_object_get(row, "required");
	json_t *names = json_array(), *any = json_array();
	int failed = !in || !out || !names || !any;

	for (int i = 0; i < FIELD_COUNT && !failed; i++) {
		enum observation_field field = (enum observation_field)i;
		const char *name = observation_fields[i].name;

		failed |= add_input(in, field, any);
		failed |= json_object_set_new(
			out, name, field_schema(field, false));
		failed |= json_array_append_new(names, json_string(name));
		failed |= json_array_append_new(required, json_string(name));
	}
	if (!failed)
		failed |= json_object_set(in, "anyOf", any) ||
			  json_object_set_new(json_object_get(out, "flagged"),
				  "items", json_pack("{s:O}", "enum", names));
	json_decref(any);
	json_decref(names);
	return !failed;
}
