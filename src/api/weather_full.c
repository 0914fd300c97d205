#include "api/weather_full.h"

#include "store/observations.h"
#include "weather/current_full.h"

#include <inttypes.h>

static struct current_full
describe(const struct place *place, const struct current *current)
{
	return (struct current_full){.current = current,
		.place = place,
		.provider = current->reading ? current->provider : "stations"};
}

void
weather_full_tag(const struct place *place, const struct current *current,
	struct buf *tag)
{
	const struct current_full full = describe(place, current);

	buf_printf(tag,
		" full %d %" PRId32 " %d %" PRId32 " %" PRId32
		" %zu %zu %.*s%.*s%.*s",
		current_full_is_day(&full), current->precip_interval_s,
		place->located, place->lat_e5, place->lon_e5,
		place->country.len, place->state.len, STR_ARG(place->country),
		STR_ARG(place->state), STR_ARG(place->name));
}

static bool
is_known(const struct current_observer *observers, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (observers[i].id == id)
			return true;
	return false;
}

/* Everybody whose value is shown. */
static enum err_kind
find_observers(struct call *call, const struct current *current,
	struct current_observer observers[FIELD_COUNT], size_t *count,
	struct err *err)
{
	enum err_kind kind = OK;

	*count = 0;
	if (current->reading)
		return OK;
	for (int i = 0; i < FIELD_COUNT && kind == OK; i++) {
		int64_t id = current->observer[i];

		if (!current_has(current, (enum observation_field)i) ||
			is_known(observers, *count, id))
			continue;
		observers[*count].id = id;
		kind = observers_owner(call->store, id, call->arena,
			&observers[*count].name, err);
		++*count;
	}
	return kind;
}

enum err_kind
weather_full(struct call *call, const struct place *place,
	const struct current *current, enum units units, struct str *body,
	struct err *err)
{
	struct current_observer observers[FIELD_COUNT];
	struct current_full full = describe(place, current);
	enum err_kind kind;

	kind = find_observers(
		call, current, observers, &full.observer_count, err);
	if (kind != OK)
		return kind;
	full.observers = observers;
	if (current->reading)
		full.attribution = call->config->upstream.attribution;
	return current_full_to_json(&full, units, call->arena, body, err);
}
