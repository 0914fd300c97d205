#include "provider/question.h"

#include "config/api_key.h"
#include "provider/question_parts.h"
#include "weather/open_meteo.h"
#include "weather/openweathermap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTION_MEMORY = 256 * 1024, URL_MAX = 4096 };

int
question_requests(
	const struct upstream_config *config, const struct place_asked *asked)
{
	return config->provider == PROVIDER_OPEN_METEO && !asked->has_position
		       ? 2
		       : 1;
}

struct upstream_place
question_place(
	const struct upstream_config *config, const struct place_asked *asked)
{
	return (struct upstream_place){.provider = str_from(config->name),
		.country = asked->location.country,
		.city_key = asked->city_key,
		.state = asked->location.state};
}

static bool
copy_asked(struct question *question, const struct place_asked *asked)
{
	struct arena *arena = question->arena;
	struct place_asked *copy = &question->asked;

	*copy = *asked;
	return arena_str(arena, asked->location.city, &copy->location.city) &&
	       arena_str(arena, asked->location.state, &copy->location.state) &&
	       arena_str(arena, asked->location.country,
		       &copy->location.country) &&
	       arena_str(arena, asked->city_key, &copy->city_key) &&
	       arena_str(arena, asked->city, &copy->city);
}

static enum err_kind
read_key(const struct question *question, char key[API_KEY_MAX + 1],
	struct err *err)
{
	const char *file = question->setup->config->api_key_file;

	key[0] = '\0';
	return file ? api_key_read(file, key, err) : OK;
}

static void
add_url(const struct question *question, struct buf *url, const char *key)
{
	const struct upstream_config *config = question->setup->config;
	const struct location *location = &question->asked.location;

	if (config->provider == PROVIDER_OPENWEATHERMAP)
		openweathermap_url(url, config->base_url, location, key);
	else if (question->seeks_place)
		open_meteo_search_url(
			url, config->geocoding_url, location, key);
	else
		open_meteo_url(
			url, config->base_url, question->asked.position, key);
}

static enum err_kind
start_fetch(struct question *question, const char *url, struct err *err)
{
	const struct upstream_config *config = question->setup->config;
	int64_t left =
		question->started_ms + PROVIDER_FETCH_MS - fetch_now_ms();
	struct fetch_request request = {
		.url = url,
		.ca_file = config->ca_file,
		.proxy = config->proxy,
		.allow_insecure_loopback = config->allow_insecure_loopback,
		.timeout_ms =
			left < FETCH_TOTAL_MS ? (int)left : FETCH_TOTAL_MS,
	};

	fetch_close(question->fetch);
	question->fetch = NULL;
	if (left <= 0)
		return fail(err, ERR_TIMEOUT, "fetch/timeout",
			"no time is left for the weather of the place");
	return fetch_start(&question->fetch, question->setup->fetch_program,
		&request, err);
}

/* The key is in the URL, and both are wiped when they were passed on. */
static enum err_kind
start_exchange(struct question *question, struct err *err)
{
	char key[API_KEY_MAX + 1];
	struct buf url;
	enum err_kind kind;

	if ((kind = read_key(question, key, err)) != OK)
		return kind;
	buf_init(&url, URL_MAX);
	add_url(question, &url, key);
	buf_add(&url, "", 1);
	kind = url.failed ? fail(err, ERR_INTERNAL, "upstream/url",
				    "the question is too long")
			  : start_fetch(question, url.at, err);
	if (url.at)
		explicit_bzero(url.at, url.len);
	buf_free(&url);
	explicit_bzero(key, sizeof(key));
	return kind;
}

enum err_kind
question_start(struct question **out, const struct provider_setup *setup,
	const struct place_asked *asked, const char *owner, struct err *err)
{
	struct question *question = calloc(1, sizeof(*question));
	enum err_kind kind;

	*out = NULL;
	if (!question)
		return fail_memory(err);
	question->setup = setup;
	question->began = clock_now(setup->clock);
	question->started_ms = fetch_now_ms();
	question->retry_after_s = -1;
	question->seeks_place = question_requests(setup->config, asked) > 1;
	snprintf(question->owner, sizeof(question->owner), "%s",
		owner ? owner : "");
	question->arena = arena_new(QUESTION_MEMORY);
	question->asked = *asked;
	kind = question->arena && copy_asked(question, asked)
		       ? start_exchange(question, err)
		       : fail_memory(err);
	if (kind == OK) {
		*out = question;
		return OK;
	}
	question_fail(question, kind, err);
	question_close(question);
	return kind;
}

int
question_descriptor(const struct question *question)
{
	return fetch_descriptor(question->fetch);
}

int
question_time_left_ms(const struct question *question)
{
	return fetch_time_left_ms(question->fetch);
}

/* Somebody who sends the key back would have us store it. */
static enum err_kind
check_silence(const struct question *question, struct str body, struct err *err)
{
	char key[API_KEY_MAX + 1];
	enum err_kind kind = read_key(question, key, err);

	if (kind == OK && key[0] && memmem(body.at, body.len, key, strlen(key)))
		kind = fail(err, ERR_FETCH, "upstream/key-repeated",
			"the answer repeats the key, and is not used");
	explicit_bzero(key, sizeof(key));
	return kind;
}

static enum err_kind
check_status(struct question *question, const struct fetch_answer *answer,
	struct err *err)
{
	const struct upstream_config *config = question->setup->config;
	const char *file = config->api_key_file;

	if (answer->status == 200)
		return OK;
	if (config->provider == PROVIDER_OPENWEATHERMAP &&
		openweathermap_is_unknown(answer->status, answer->body))
		return fail(err, ERR_PLACE, "upstream/unknown",
			"%s knows no such place", config->name);
	question->retry_after_s = answer->retry_after_s;
	if (answer->status == 401 || answer->status == 403)
		return fail(err, ERR_CREDENTIALS, "upstream/credentials",
			"%s refuses %s%.90s (status %d); write a valid key "
			"there and run `weatherctl upstream clear`",
			config->name,
			file ? "the key of " : "us without api_key_file",
			file ? file : "", answer->status);
	if (answer->status == 429)
		return fail(err, ERR_QUOTA, "upstream/quota",
			"%s says that it was asked too often; lower "
			"per_minute or per_day",
			config->name);
	return fail(err, ERR_FETCH, "upstream/status",
		"%s answered with status %d; is the address right?",
		config->name, answer->status);
}

/* From the name to the position, and on to its weather. */
static enum err_kind
take_place(struct question *question, struct str body, struct err *err)
{
	struct place_asked *asked = &question->asked;
	struct reading found;
	bool is_found;
	enum err_kind kind = open_meteo_search_read(body, &asked->location,
		question->arena, &found, &is_found, err);

	if (kind != OK)
		return kind;
	if (!is_found)
		return fail(err, ERR_PLACE, "upstream/unknown",
			"%s knows no such place",
			question->setup->config->name);
	asked->has_position = true;
	asked->position = found.position;
	asked->city = found.city;
	question->seeks_place = false;
	return start_exchange(question, err);
}

static enum err_kind
take_weather(struct question *question, struct str body, struct err *err)
{
	const struct place_asked *asked = &question->asked;
	int64_t now = clock_now(question->setup->clock);
	struct reading *reading = &question->reading;

	if (question->setup->config->provider == PROVIDER_OPENWEATHERMAP)
		return openweathermap_read(body, &asked->location, now,
			question->arena, reading, err);
	*reading = (struct reading){.has_position = true,
		.position = asked->position,
		.city = asked->city,
		.country = asked->location.country};
	return open_meteo_read(body, now, reading, err);
}

enum err_kind
question_step(struct question *question, bool *done,
	const struct reading **reading, struct err *err)
{
	bool seeks_place = question->seeks_place;
	struct fetch_answer answer = {0};
	enum err_kind kind;

	*reading = NULL;
	kind = fetch_step(question->fetch, done, &answer, err);
	if (!*done)
		return OK;
	question->status = answer.status;
	if (kind == OK)
		kind = check_silence(question, answer.body, err);
	if (kind == OK)
		kind = check_status(question, &answer, err);
	if (kind == OK && seeks_place) {
		kind = take_place(question, answer.body, err);
		*done = kind != OK;
	} else if (kind == OK) {
		kind = take_weather(question, answer.body, err);
	}
	if (kind != OK)
		return question_fail(question, kind, err);
	if (seeks_place)
		return OK;
	*reading = &question->reading;
	question_succeed(question);
	return OK;
}

void
question_close(struct question *question)
{
	struct err err = {0};

	if (!question)
		return;
	if (!question->over) {
		fail(&err, ERR_FETCH, "fetch/interrupted",
			"the service ended during the fetch");
		question_give_back(question, &err);
	}
	fetch_close(question->fetch);
	arena_free(question->arena);
	free(question);
}
