#include "api/openapi_parts.h"

#include "base/attr.h"
#include "pieces.h"

#include <string.h>

json_t *
openapi_piece(const char *name)
{
	for (size_t i = 0; i < COUNT(openapi_pieces); i++)
		if (!strcmp(name, openapi_pieces[i].name))
			return json_loads(openapi_pieces[i].text,
				JSON_REJECT_DUPLICATES, NULL);
	return NULL;
}

json_t *
openapi_folder(const char *folder)
{
	json_t *all = json_object();
	size_t len = strlen(folder);

	for (size_t i = 0; all && i < COUNT(openapi_pieces); i++) {
		const char *name = openapi_pieces[i].name;

		if (strncmp(name, folder, len) != 0 || name[len] != '/')
			continue;
		if (json_object_set_new(
			    all, name + len + 1, openapi_piece(name))) {
			json_decref(all);
			return NULL;
		}
	}
	return all;
}

json_t *
openapi_ref(const char *folder, const char *name)
{
	return json_pack("{s:o}", "$ref",
		json_sprintf("#/components/%s/%s", folder, name));
}
