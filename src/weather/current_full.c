#include "weather/current_full.h"

#include "base/json.h"
#include "base/rfc3339.h"
#include "weather/condition.h"
#include "weather/derived.h"

#include <stdio.h>

/* W/m2; less is what is left of the day, or the sensor's own noise. */
enum { DAYLIGHT_MIN = 5 };

/* What the formulas give, in 0.01 degC; those that apply. */
struct computed {
	bool has_dew_point, has_wet_bulb, has_heat_index, has_wind_chill;
	bool is_dew_point_measured;
	double dew_point, wet_bulb, heat_index, wind_chill;
};

static double
value_of(const struct current *current, enum observation_field field)
{
	return units_unscale(
		current->values[field], observation_fields[field].decimals);
}

static struct computed
compute(const struct current *current)
{
	bool has_temp = current_has(current, FIELD_TEMP);
	bool is_humid = has_temp && current_has(current, FIELD_HUMIDITY);
	double temp = value_of(current, FIELD_TEMP);
	double humidity = value_of(current, FIELD_HUMIDITY);
	struct computed c = {
		.is_dew_point_measured = current_has(current, FIELD_DEW_POINT),
		.dew_point = value_of(current, FIELD_DEW_POINT),
	};

	if (!c.is_dew_point_measured && is_humid)
		c.dew_point = derived_dew_point(temp, humidity);
	c.has_dew_point = c.is_dew_point_measured || is_humid;
	c.has_wet_bulb =
		is_humid && derived_wet_bulb(temp, humidity, &c.wet_bulb);
	c.has_heat_index =
		is_humid && derived_heat_index(temp, humidity, &c.heat_index);
	c.has_wind_chill =
		has_temp && current_has(current, FIELD_WIND_SPEED) &&
		derived_wind_chill(temp, value_of(current, FIELD_WIND_SPEED),
			&c.wind_chill);
	return c;
}

static json_t *
field_value(const struct current *current, enum observation_field field,
	enum units units)
{
	const struct observation_field_rule *rule = &observation_fields[field];

	if (!current_has(current, field))
		return json_null();
	return json_from_scaled(units_convert(current->values[field],
					rule->decimals, rule->quantity, units),
		rule->decimals);
}

static json_t *
temperature(bool known, double temp_c, enum units units)
{
	if (!known)
		return json_null();
	return json_from_scaled(
		(int64_t)units_scale(
			units_from_base(temp_c, QUANTITY_TEMPERATURE, units),
			2),
		2);
}

/* main as GET without view has it, and what is known besides. */
static int
set_main(json_t *root, const struct current_full *full,
	const struct computed *computed, enum units units)
{
	const struct current *current = full->current;
	json_t *main = current_main(current, units);
	int bad = json_object_set_new(root, "main", main);

	if (bad)
		return bad;
	bad |= json_object_set_new(
		main, "sea_level", current_whole(current, FIELD_PRESSURE_MSL));
	bad |= json_object_set_new(main, "grnd_level",
		current_whole(current, FIELD_PRESSURE_STATION));
	bad |= json_object_set_new(main, "dew_point",
		temperature(
			computed->has_dew_point, computed->dew_point, units));
	bad |= json_object_set_new(main, "wet_bulb",
		temperature(computed->has_wet_bulb, computed->wet_bulb, units));
	bad |= json_object_set_new(main, "heat_index",
		temperature(
			computed->has_heat_index, computed->heat_index, units));
	bad |= json_object_set_new(main, "wind_chill",
		temperature(
			computed->has_wind_chill, computed->wind_chill, units));
	return bad;
}

bool
current_full_is_day(const struct current_full *full)
{
	const struct current *current = full->current;

	if (full->place->located)
		return derived_is_day(full->place->lat_e5 / 1e5,
			full->place->lon_e5 / 1e5, current->newest);
	if (current_has(current, FIELD_SOLAR))
		return current->values[FIELD_SOLAR] >= DAYLIGHT_MIN;
	return true;
}

static int
set_weather(json_t *root, const struct current_full *full)
{
	const struct condition *condition = condition_of(full->current);
	bool is_day = current_full_is_day(full);
	char icon[4];

	if (!condition)
		return json_object_set_new(root, "weather", json_array());
	snprintf(icon, sizeof(icon), "%.2s%c", condition->icon,
		is_day ? 'd' : 'n');
	return json_object_set_new(root, "weather",
		json_pack("[{s:i, s:s, s:s, s:s}]", "id", condition->id, "main",
			condition->group, "description", condition->description,
			"icon", icon));
}

static json_t *
degrees(bool known, int32_t e5)
{
	return known ? json_from_scaled(e5, 5) : json_null();
}

/* rain or snow of the last hour, while there is any. */
static int
set_precipitation(json_t *root, const struct current *current)
{
	const struct condition *condition = condition_of(current);
	int32_t rate;

	if (!current_precip_rate(current, &rate) || rate <= 0)
		return 0;
	return json_object_set_new(root,
		condition && condition_is_frozen(condition) ? "snow" : "rain",
		json_pack("{s:o}", "1h", json_from_scaled(rate, 2)));
}

static int
set_sky(json_t *root, const struct current_full *full, enum units units)
{
	const struct current *current = full->current;
	int bad = json_object_set_new(root, "visibility",
		field_value(current, FIELD_VISIBILITY, units));

	bad |= json_object_set_new(root, "wind",
		json_pack("{s:o, s:o, s:o}", "speed",
			field_value(current, FIELD_WIND_SPEED, units), "deg",
			field_value(current, FIELD_WIND_DIR, units), "gust",
			field_value(current, FIELD_WIND_GUST, units)));
	bad |= set_precipitation(root, current);
	return bad |
	       json_object_set_new(root, "clouds",
		       json_pack("{s:o}", "all",
			       field_value(current, FIELD_CLOUD_COVER, units)));
}

static int
set_place(json_t *root, const struct current_full *full)
{
	const struct place *place = full->place;
	int bad = json_object_set_new(
		root, "dt", json_integer(full->current->newest));

	bad |= json_object_set_new(root, "sys",
		json_pack("{s:o}", "country", json_from_str(place->country)));
	bad |= json_object_set_new(root, "timezone", json_integer(0));
	bad |= json_object_set_new(
		root, "id", json_integer(place->id > 0 ? place->id : 0));
	bad |= json_object_set_new(root, "name", json_from_str(place->name));
	return bad | json_object_set_new(root, "cod", json_integer(200));
}

/* Who measured which fields. */
static json_t *
observer_value(const struct current_full *full, size_t i)
{
	const struct current *current = full->current;
	json_t *fields = json_array();
	int bad = !fields;

	for (int f = 0; f < FIELD_COUNT && !bad; f++)
		if (current_has(current, (enum observation_field)f) &&
			current->observer[f] == full->observers[i].id)
			bad = json_array_append_new(fields,
				json_string(observation_fields[f].name));
	if (bad) {
		json_decref(fields);
		return NULL;
	}
	return json_pack("{s:o, s:o}", "id",
		json_from_str(full->observers[i].name), "fields", fields);
}

static int
append_if(json_t *list, bool wanted, const char *name)
{
	return wanted ? json_array_append_new(list, json_string(name)) : 0;
}

static json_t *
derived_names(const struct current *current, const struct computed *computed)
{
	json_t *list = json_array();
	int bad = !list;

	bad |= append_if(
		list, current_computes_feels_like(current), "feels_like");
	bad |= append_if(list,
		computed->has_dew_point && !computed->is_dew_point_measured,
		"dew_point");
	bad |= append_if(list, computed->has_wet_bulb, "wet_bulb");
	bad |= append_if(list, computed->has_heat_index, "heat_index");
	bad |= append_if(list, computed->has_wind_chill, "wind_chill");
	if (!bad)
		return list;
	json_decref(list);
	return NULL;
}

static int
set_source(json_t *root, const struct current_full *full,
	const struct computed *computed)
{
	const struct place *place = full->place;
	json_t *source = json_object(), *observers = json_array();
	char observed[RFC3339_MAX];
	int bad = !source || !observers;

	for (size_t i = 0; i < full->observer_count && !bad; i++)
		bad = json_array_append_new(observers, observer_value(full, i));
	rfc3339_print(full->current->newest, observed);
	bad |= json_object_set_new(
		source, "provider", json_string(full->provider));
	bad |= json_object_set_new(source, "place",
		json_pack("{s:o, s:o, s:o}", "name", json_from_str(place->name),
			"state",
			place->state.len ? json_from_str(place->state)
					 : json_null(),
			"country", json_from_str(place->country)));
	bad |= json_object_set_new(
		source, "observed_at", json_string(observed));
	bad |= json_object_set_new(
		source, "stale", json_boolean(current_is_stale(full->current)));
	bad |= json_object_set_new(source, "observers", observers);
	bad |= json_object_set_new(
		source, "derived", derived_names(full->current, computed));
	bad |= json_object_set_new(source, "attribution",
		full->attribution ? json_string(full->attribution)
				  : json_null());
	return json_object_set_new(root, "source", source) | bad;
}

enum err_kind
current_full_to_json(const struct current_full *full, enum units units,
	struct arena *arena, struct str *out, struct err *err)
{
	const struct condition *condition = condition_of(full->current);
	const struct computed computed = compute(full->current);
	const struct place *place = full->place;
	json_t *root = json_object();
	enum err_kind kind;
	int bad = !root;

	bad |= json_object_set_new(root, "coord",
		json_pack("{s:o, s:o}", "lon",
			degrees(place->located, place->lon_e5), "lat",
			degrees(place->located, place->lat_e5)));
	bad |= set_weather(root, full);
	bad |= json_object_set_new(root, "base", json_string("stations"));
	bad |= set_main(root, full, &computed, units);
	bad |= set_sky(root, full, units);
	bad |= set_place(root, full);
	bad |= json_object_set_new(root, "condition",
		condition ? json_string(condition_word(
				    condition, current_full_is_day(full)))
			  : json_null());
	bad |= set_source(root, full, &computed);
	kind = bad ? fail_memory(err) : json_print(root, arena, out, err);
	json_decref(root);
	return kind;
}
