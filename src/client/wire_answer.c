#include "client/wire.h"

#include "base/url.h"
#include "client/secret.h"

#include <string.h>

void
wire_answer_free(struct wire_answer *answer)
{
	secret_free(&answer->head);
	secret_free(&answer->body);
}

struct str
wire_origin(const char *url)
{
	struct url parts;
	const char *end;

	if (!url_parse(str_from(url), &parts))
		return STR_LIT("that address");
	end = parts.port.len ? parts.port.at + parts.port.len
			     : parts.host.at + parts.host.len;
	return (struct str){url, (size_t)(end - url)};
}

struct str
wire_header(const struct wire_answer *answer, const char *name, size_t index)
{
	struct str rest = buf_as_str(&answer->head), line, key;

	while (str_cut(&rest, '\n', &line)) {
		if (!memchr(line.at, ':', line.len))
			continue;
		str_cut(&line, ':', &key);
		if (str_is_nocase(key, name) && index-- == 0)
			return str_trim(line);
	}
	return (struct str){NULL, 0};
}

bool
wire_is_type(const struct wire_answer *answer, const char *type)
{
	struct str value = wire_header(answer, "Content-Type", 0), head;

	return str_cut(&value, ';', &head) &&
	       str_is_nocase(str_trim(head), type);
}
