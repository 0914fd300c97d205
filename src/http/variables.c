#include "http/variables.h"

#include <string.h>

struct str
variables_find(const char *const *envp, const char *name)
{
	size_t len = strlen(name);

	for (; *envp; envp++)
		if (**envp == name[0] && !strncmp(*envp, name, len) &&
			(*envp)[len] == '=')
			return str_from(*envp + len + 1);
	return (struct str){NULL, 0};
}

#define NAMED(literal) (memcmp(name, literal, sizeof(literal) - 1) == 0)

/* NULL for what no request is made of. */
static struct str *
variable_of(struct variables *variables, const char *name, size_t len)
{
	switch (len) {
	case 9:
		return NAMED("PATH_INFO") ? &variables->info : NULL;
	case 11:
		return NAMED("REQUEST_URI")   ? &variables->target
		       : NAMED("SCRIPT_NAME") ? &variables->script
		       : NAMED("REMOTE_ADDR") ? &variables->remote_addr
		       : NAMED("HTTP_ORIGIN") ? &variables->origin
					      : NULL;
	case 12:
		return NAMED("QUERY_STRING")   ? &variables->query
		       : NAMED("CONTENT_TYPE") ? &variables->type
					       : NULL;
	case 13:
		return NAMED("DOCUMENT_ROOT")   ? &variables->roots[0]
		       : NAMED("HTTP_IF_MATCH") ? &variables->if_match
						: NULL;
	case 14:
		return NAMED("REQUEST_METHOD")   ? &variables->method
		       : NAMED("CONTENT_LENGTH") ? &variables->length
						 : NULL;
	case 18:
		return NAMED("HTTP_AUTHORIZATION")   ? &variables->authorization
		       : NAMED("HTTP_IF_NONE_MATCH") ? &variables->if_none_match
						     : NULL;
	case 20:
		return NAMED("HTTP_IDEMPOTENCY_KEY")
			       ? &variables->idempotency_key
			       : NULL;
	case 21:
		return NAMED("CONTEXT_DOCUMENT_ROOT") ? &variables->roots[1]
						      : NULL;
	case 27:
		return NAMED("REDIRECT_HTTP_AUTHORIZATION")
			       ? &variables->carried
			       : NULL;
	case 34:
		return NAMED("HTTP_ACCESS_CONTROL_REQUEST_METHOD")
			       ? &variables->method_wanted
			       : NULL;
	default:
		return NULL;
	}
}

void
variables_read(struct variables *variables, const char *const *envp)
{
	for (; *envp; envp++) {
		const char *end = strchr(*envp, '=');
		struct str *value = end ? variable_of(variables, *envp,
						  (size_t)(end - *envp))
					: NULL;

		if (value && !value->at)
			*value = str_from(end + 1);
	}
}
