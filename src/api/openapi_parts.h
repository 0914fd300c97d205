#ifndef API_OPENAPI_PARTS_H
#define API_OPENAPI_PARTS_H

#include "api/route.h"
#include "auth/issuer.h"
#include "base/arena.h"
#include "config/config.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The parts of the OpenAPI document.  Whoever makes a json_t gives it away;
 * NULL or false: memory is gone, or a file of src/api/openapi/ is wrong.
 */

/* A file of src/api/openapi/, by "operations/health". */
json_t *openapi_piece(const char *name);
/* All of a folder, by name: "schemas". */
json_t *openapi_folder(const char *folder);

/* {"$ref": "#/components/FOLDER/NAME"} */
json_t *openapi_ref(const char *folder, const char *name);

/* The operation of a route.  Adds the responses it refers to to shared. */
json_t *openapi_operation(const struct route *route, json_t *shared,
	const struct config *config, const struct issuer_set *set,
	struct arena *arena);

/*
 * Adds to responses what can go wrong at a route: by rule, and what words, a
 * list of problem types or NULL, says.  Each set of problems of one status is
 * one response in shared.
 */
bool openapi_add_problems(json_t *responses, json_t *shared,
	const struct route *route, const json_t *words);
/* Every type of a problem document: "/problems/busy". */
json_t *openapi_problem_types(void);

/* Who may call a route; [] when everybody. */
json_t *openapi_security(const struct route *route, const struct config *config,
	const struct issuer_set *set, struct arena *arena);
/* Plain bearer tokens, and for each section of an issuer with metadata how
 * to get one there. */
json_t *openapi_security_schemes(const struct config *config,
	const struct issuer_set *set, struct arena *arena);

/* The fields of observations, as properties of both schemas. */
bool openapi_add_fields(json_t *schemas);

#endif
