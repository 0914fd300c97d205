#include "base/json.h"
#include "weather/place.h"

/* CC BY 4.0 wants its author, and a way to source and licence. */
static const char credit_text[] =
	"Places: GeoNames (https://www.geonames.org), CC BY 4.0 "
	"(https://creativecommons.org/licenses/by/4.0/)";

static json_t *
text_or_null(struct str text)
{
	return text.len ? json_from_str(text) : json_null();
}

static json_t *
hit_to_json(const struct place_hit *hit)
{
	const struct place *place = &hit->place;
	json_t *object = json_object();

	if (object &&
		!json_object_set_new(object, "id",
			place->id > 0 ? json_integer(place->id)
				      : json_null()) &&
		!json_object_set_new(
			object, "name", json_from_str(place->name)) &&
		!json_object_set_new(
			object, "state", text_or_null(place->state)) &&
		!json_object_set_new(
			object, "country", json_from_str(place->country)) &&
		!json_object_set_new(object, "lat",
			place->located ? json_from_scaled(place->lat_e5, 5)
				       : json_null()) &&
		!json_object_set_new(object, "lon",
			place->located ? json_from_scaled(place->lon_e5, 5)
				       : json_null()) &&
		!json_object_set_new(object, "population",
			place->population ? json_integer(place->population)
					  : json_null()) &&
		!json_object_set_new(
			object, "alias", text_or_null(hit->alias)) &&
		!json_object_set_new(
			object, "stations", json_integer(hit->stations)))
		return object;
	json_decref(object);
	return NULL;
}

enum err_kind
places_to_json(const struct place_hit *hits, size_t count, bool credit,
	struct arena *arena, struct str *out, struct err *err)
{
	json_t *object = json_object(), *items = json_array();
	enum err_kind kind = OK;

	for (size_t i = 0; i < count && kind == OK; i++)
		if (json_array_append_new(items, hit_to_json(&hits[i])))
			kind = fail_memory(err);
	if (!object || !items || json_object_set(object, "items", items) ||
		json_object_set_new(object, "attribution",
			credit ? json_string(credit_text) : json_null()))
		kind = fail_memory(err);
	if (kind == OK)
		kind = json_print(object, arena, out, err);
	json_decref(items);
	json_decref(object);
	return kind;
}
