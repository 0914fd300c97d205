#include "cli/seen.h"

#include "base/json.h"

static enum err_kind
take_words(const json_t *value, struct arena *arena, struct str_list *words,
	struct err *err)
{
	size_t count = json_is_string(value) ? 1 : json_array_size(value);

	words->at = arena_array(arena, count + 1, sizeof(*words->at));
	if (!words->at)
		return fail_memory(err);
	for (size_t i = 0; i < count; i++) {
		const json_t *word = json_is_string(value)
					     ? value
					     : json_array_get(value, i);

		if (!json_is_string(word))
			continue;
		if (!arena_str(arena, json_str(word), &words->at[words->count]))
			return fail_memory(err);
		words->count++;
	}
	return OK;
}

static enum err_kind
take_member(const char *name, const json_t *value, struct arena *arena,
	struct seen_member *member, struct err *err)
{
	if (!arena_str(arena, str_from(name), &member->name))
		return fail_memory(err);
	if (!json_is_string(value)) {
		enum err_kind kind =
			json_print(value, arena, &member->text, err);

		if (kind != OK)
			return kind;
	} else if (!arena_str(arena, json_str(value), &member->text)) {
		return fail_memory(err);
	}
	return take_words(value, arena, &member->words, err);
}

static enum err_kind
take_members(
	json_t *root, struct arena *arena, struct seen *seen, struct err *err)
{
	enum err_kind kind = OK;
	const char *name;
	json_t *value;

	seen->members = arena_array(
		arena, json_object_size(root) + 1, sizeof(*seen->members));
	if (!seen->members)
		return fail_memory(err);
	json_object_foreach(root, name, value)
	{
		kind = take_member(
			name, value, arena, &seen->members[seen->count], err);
		if (kind != OK)
			break;
		seen->count++;
	}
	return kind;
}

enum err_kind
seen_read(struct str object, int depth, struct arena *arena, struct seen *seen,
	struct err *err)
{
	enum err_kind kind = OK;
	json_t *root = NULL;

	*seen = (struct seen){NULL, 0};
	switch (json_parse_object(object, depth, &root, NULL, 0)) {
	case JSON_GOOD:
		kind = take_members(root, arena, seen, err);
		break;
	case JSON_NO_MEMORY:
		kind = fail_memory(err);
		break;
	case JSON_MALFORMED:
		break;
	}
	json_decref(root);
	return kind;
}

static const struct seen_member *
find(const struct seen *seen, const char *name)
{
	for (size_t i = 0; i < seen->count; i++)
		if (str_is(seen->members[i].name, name))
			return &seen->members[i];
	return NULL;
}

struct str
seen_text(const struct seen *seen, const char *name)
{
	const struct seen_member *member = find(seen, name);

	return member ? member->text : (struct str){NULL, 0};
}

struct str_list
seen_words(const struct seen *seen, const char *name)
{
	const struct seen_member *member = find(seen, name);

	return member ? member->words : (struct str_list){NULL, 0};
}
