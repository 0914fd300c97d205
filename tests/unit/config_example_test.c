/* weather.conf.example: it loads, names every key, and tells the defaults. */
#include "base/buf.h"
#include "unit/config.h"

/* weather.conf.example with the # taken from lines that name a required key,
 * or from all that have one; whole keeps commented sections closed. */
static char *
example(bool all)
{
	FILE *file = fopen("weather.conf.example", "r");
	struct buf out;
	char *line = NULL;
	size_t room = 0;
	bool open = true;

	if (!file)
		abort();
	buf_init(&out, 1 << 16);
	while (getline(&line, &room, file) > 0) {
		static const char *const required[] = {"#state_dir ",
			"#public_url ", "#tenant_id ", "#client_id "};
		size_t skip = 0;

		if (line[0] == '[')
			open = true;
		if (line[0] == '#' && line[1] == '[')
			open = false;
		for (size_t i = 0; open && i < COUNT(required); i++)
			if (!strncmp(line, required[i], strlen(required[i])))
				skip = 1;
		if (all && open && line[0] == '#' && line[1] != ' ' &&
			strstr(line, " =") && line[1] != '\n')
			skip = 1;
		buf_z(&out, line + skip);
	}
	free(line);
	fclose(file);
	return out.at;
}

static void
the_example_loads_once_its_required_values_are_there(void)
{
	struct config config, plain;
	struct err err;
	char *text = example(false);

	CHECK_INT(load(text, &config, &err), OK);
	CHECK_STR(err.detail, "");
	CHECK_INT(load(SERVER DEV, &plain, &err), OK);
	CHECK_INT(config.issuer_count, 1);
	CHECK_INT(config.issuers[0].preset, PRESET_ENTRA);
	CHECK_INT(config.max_body_bytes, plain.max_body_bytes);
	config_free(&config);
	config_free(&plain);
	free(text);
}

static void
check_same_words(const struct words *a, const struct words *b)
{
	CHECK_INT(a->count, b->count);
	for (size_t i = 0; i < a->count; i++)
		CHECK_STR(word(a, i), word(b, i));
}

static void
what_the_example_calls_default_is_the_default(void)
{
	struct config config, plain;
	struct err err;
	char *text = example(true);

	CHECK_INT(load(text, &config, &err), OK);
	CHECK_STR(err.detail, "");
	CHECK_INT(load(SERVER DEV, &plain, &err), OK);
	CHECK_INT(config.log_level, plain.log_level);
	CHECK_INT(config.max_body_bytes, plain.max_body_bytes);
	CHECK_INT(config.cors_origins.count, 0);
	CHECK(strstr(config.fetch_program, "/libexec/weather/weather-fetch"));
	for (size_t i = 0; i < CONFIG_PERMISSIONS; i++) {
		check_same_words(&config.permissions[i].scopes,
			&plain.permissions[i].scopes);
		check_same_words(&config.permissions[i].app_roles,
			&plain.permissions[i].app_roles);
		check_same_words(&config.permissions[i].user_roles,
			&plain.permissions[i].user_roles);
	}
	config_free(&config);
	config_free(&plain);
	free(text);
}

static void
the_example_names_every_key(void)
{
	struct config_key key;
	char *text = example(false), line[80];
	size_t i;

	for (i = 0; config_key(i, &key); i++) {
		CHECK(key.section[0] == '[' && *key.meaning && key.fallback);
		snprintf(line, sizeof(line), "\n#%s =", key.name);
		if (!strstr(text, line)) {
			snprintf(line, sizeof(line), "\n%s =", key.name);
			CHECK(strstr(text, line) != NULL);
		}
	}
	CHECK(i > 30);
	free(text);
}

int
main(void)
{
	folder_new();
	RUN(the_example_loads_once_its_required_values_are_there);
	RUN(what_the_example_calls_default_is_the_default);
	RUN(the_example_names_every_key);
	folder_free();
	DONE();
}
