/*
 * Headers and bodies of a service that refuses: every refusal is an error
 * with an exit code, and printing it sends nothing to the terminal but text.
 */
#include "client/outcome.h"
#include "client/problem.h"
#include "client/screen.h"
#include "fuzz/fuzz.h"

#include <string.h>

static void
check_text(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		PROMISE(text[i] == '\n' || (unsigned char)text[i] >= ' ');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = {400, 401, 403, 404, 422, 429, 500, 503};
	const uint8_t *body = size ? memmem(data, size, "\n\n", 2) : NULL;
	struct wire_answer answer = {0};
	struct screen screen = {0};
	struct err err = {0};
	char *text = NULL;
	size_t len = 0;

	if (!body)
		return 0;
	answer.status = statuses[data[0] % 8];
	buf_init(&answer.head, size);
	buf_init(&answer.body, size);
	buf_add(&answer.head, data, (size_t)(body - data));
	buf_add(&answer.body, body + 2, size - (size_t)(body - data) - 2);
	PROMISE(problem_explain(&answer, STR_LIT("https://a"), &err) != OK);
	PROMISE(outcome_find(err.reason));
	screen.out = open_memstream(&text, &len);
	PROMISE(outcome_complain("fuzz", &err, screen.out) > 0);
	screen.is_terminal = true;
	screen_text(&screen, buf_as_str(&answer.body));
	fclose(screen.out);
	check_text(text, len);
	free(text);
	wire_answer_free(&answer);
	return 0;
}
