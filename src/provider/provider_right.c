#include "provider/provider_parts.h"

#include "base/uuid.h"
#include "config/api_key.h"

#include <string.h>

enum { MINUTE_S = 60, DAY_S = 86400 };

int64_t
provider_now(const struct provider *provider)
{
	return clock_now(provider->setup.clock);
}

/* A time further away comes from a clock that was wrong. */
static bool
lies_ahead(int64_t time, int64_t now)
{
	return time > now && time - now <= UPSTREAM_HORIZON_S;
}

static void
look_at_limits(const struct provider *provider, struct view *view,
	const struct upstream_right *right, int requests, int64_t now)
{
	const struct upstream_config *config = provider->setup.config;
	int64_t minute = now / MINUTE_S, day = now / DAY_S;

	if (right->day == day &&
		right->day_count + requests > (int64_t)config->per_day)
		view->until = (day + 1) * DAY_S;
	else if (right->minute == minute &&
		 right->minute_count + requests > (int64_t)config->per_minute)
		view->until = (minute + 1) * MINUTE_S;
	else
		return;
	view->way = WAY_CLOSED;
	view->is_spent = true;
}

/* A look that changes nothing and takes no write lock. */
enum err_kind
provider_look(const struct provider *provider, const struct place_asked *asked,
	struct arena *arena, struct view *view, struct err *err)
{
	const struct provider_setup *setup = &provider->setup;
	const struct upstream_place place =
		question_place(setup->config, asked);
	int64_t now = provider_now(provider);
	struct upstream_right right;
	enum err_kind kind;
	bool found;

	*view = (struct view){.way = WAY_FREE};
	if ((kind = upstream_find(setup->store, &place, arena, &view->row,
		     &found, err)) != OK ||
		(kind = upstream_right(setup->store, place.provider, arena,
			 &right, err)) != OK)
		return kind;
	if (lies_ahead(view->row.lease_until, now)) {
		view->way = WAY_LEASED;
		view->until = view->row.lease_until;
	} else if (lies_ahead(view->row.not_before, now)) {
		view->way = WAY_CLOSED;
		view->until = view->row.not_before;
		view->problem = view->row.problem;
	} else if (lies_ahead(right.not_before, now)) {
		view->way = WAY_CLOSED;
		view->until = right.not_before;
		view->problem = right.problem;
		view->last_error = right.last_error;
	} else {
		look_at_limits(provider, view, &right,
			question_requests(setup->config, asked), now);
	}
	return OK;
}

/* The answer while the way is closed: what closed it. */
enum err_kind
provider_closed(const struct provider *provider, const struct view *view,
	struct err *err)
{
	static const struct {
		enum err_kind kind;
		const char *reason;
	} problems[] = {
		[PROBLEM_NONE] = {ERR_QUOTA, "upstream/leased"},
		[PROBLEM_FAILED] = {ERR_FETCH, "upstream/failed-before"},
		[PROBLEM_TIMEOUT] = {ERR_TIMEOUT, "upstream/timeout-before"},
		[PROBLEM_CREDENTIALS] = {ERR_CREDENTIALS,
			"upstream/credentials-before"},
		[PROBLEM_QUOTA] = {ERR_QUOTA, "upstream/quota-before"},
		[PROBLEM_UNKNOWN] = {ERR_PLACE, "upstream/unknown-before"},
		[PROBLEM_OTHER_PLACE] = {ERR_FETCH,
			"upstream/other-place-before"},
	};
	size_t problem = (size_t)view->problem < COUNT(problems)
				 ? (size_t)view->problem
				 : PROBLEM_FAILED;
	int64_t left = view->until - provider_now(provider);
	const char *name = provider->setup.config->name;

	if (view->is_spent) {
		err->retry_after_s = left > 0 ? (int)left : 1;
		return fail(err, ERR_QUOTA, "upstream/limit",
			"per_minute or per_day of [upstream] is spent");
	}
	if (problems[problem].kind != ERR_PLACE)
		err->retry_after_s = left > 0 ? (int)left : 1;
	return fail(err, problems[problem].kind, problems[problem].reason,
		"%s is not asked for another %lld s: %.*s", name,
		(long long)left, STR_ARG(view->last_error));
}

static bool
make_owner(char owner[QUESTION_OWNER_LEN + 1], struct err *err)
{
	static const char digits[] = "0123456789abcdef";
	unsigned char random[QUESTION_OWNER_LEN / 2];

	if (random_bytes(random, sizeof(random), err) != OK)
		return false;
	for (size_t i = 0; i < sizeof(random); i++) {
		owner[2 * i] = digits[random[i] >> 4];
		owner[2 * i + 1] = digits[random[i] & 15];
	}
	owner[QUESTION_OWNER_LEN] = '\0';
	return true;
}

/* A key that cannot be read spends nothing. */
static enum err_kind
check_key(const struct provider *provider, struct err *err)
{
	const char *file = provider->setup.config->api_key_file;
	char key[API_KEY_MAX + 1];
	enum err_kind kind;

	if (!file)
		return OK;
	kind = api_key_read(file, key, err);
	explicit_bzero(key, sizeof(key));
	return kind;
}

enum err_kind
provider_claim(const struct provider *provider, const struct place_asked *asked,
	char owner[QUESTION_OWNER_LEN + 1], bool *granted, struct err *err)
{
	const struct upstream_config *config = provider->setup.config;
	const struct upstream_place place = question_place(config, asked);
	const struct upstream_limits limits = {
		(int64_t)config->per_minute, (int64_t)config->per_day};
	enum err_kind kind;

	*granted = false;
	if ((kind = check_key(provider, err)) != OK)
		return kind;
	if (!make_owner(owner, err))
		return err->kind;
	return upstream_claim(provider->setup.store, &place, str_from(owner),
		question_requests(config, asked), &limits,
		provider_now(provider), granted, err);
}
