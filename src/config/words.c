#include "config/words.h"

#include <string.h>

enum err_kind
words_add(struct words *words, struct arena *arena, struct str text,
	struct err *err)
{
	struct str rest = text;

	if (!words->at && !(words->at = arena_array(arena, 1, sizeof(char *))))
		return fail_memory(err);
	while (rest.len) {
		size_t len = 0;
		const char **grown;
		struct str word;

		while (len < rest.len && rest.at[len] != ' ' &&
			rest.at[len] != '\t')
			len++;
		word = (struct str){rest.at, len};
		rest = str_trim((struct str){rest.at + len, rest.len - len});
		if (!word.len)
			continue;
		/* the capacity is the power of two that holds count */
		if (words->count && !(words->count & (words->count - 1))) {
			grown = arena_array(
				arena, 2 * words->count, sizeof(char *));
			if (!grown)
				return fail_memory(err);
			memcpy(grown, words->at, words->count * sizeof(char *));
			words->at = grown;
		}
		words->at[words->count] = arena_copy(arena, word);
		if (!words->at[words->count++])
			return fail_memory(err);
	}
	return OK;
}
