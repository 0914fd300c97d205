/* What becomes of one row of an import. */

#include "base/buf.h"
#include "base/uuid.h"
#include "programs/weatherctl_import.h"
#include "store/fold.h"
#include "store/principals.h"
#include "store/reports.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#define LOCAL_ISSUER "urn:weather:local"

enum { REPORT_TEXT_MAX = 65536 };

static enum err_kind
owner_id(struct import *import, struct str identity, struct str issuer,
	struct str tenant, int64_t *id, struct err *err)
{
	struct principal_key key = {
		.issuer = issuer.len ? issuer : STR_LIT(LOCAL_ISSUER),
		.tenant = issuer.len ? tenant : (struct str){NULL, 0},
		.identity = identity.len ? identity : str_from(import->owner),
	};

	return principals_ensure(
		import->store, &key, import->rules.now_ms / 1000, id, err);
}

/* What tells observers apart; false where it does not fit, for a name that
 * was cut could be mistaken for another one. */
static bool
describe(const struct observation_row *row, struct str city_key,
	struct known_observer *known)
{
	int owner = snprintf(known->owner, sizeof(known->owner),
		"%.*s\n%.*s\n%.*s", STR_ARG(row->issuer), STR_ARG(row->tenant),
		STR_ARG(row->observer));
	int city = snprintf(
		known->city, sizeof(known->city), "%.*s", STR_ARG(city_key));

	snprintf(known->place, sizeof(known->place), "%.*s/%.*s",
		STR_ARG(row->location.country), STR_ARG(row->location.state));
	return owner < (int)sizeof(known->owner) &&
	       city < (int)sizeof(known->city);
}

static enum err_kind
observer_id(struct import *import, const struct observation_row *row,
	struct str city_key, int64_t *id, struct err *err)
{
	struct known_observer wanted = {0}, *known;
	bool fits = describe(row, city_key, &wanted);
	enum err_kind kind;
	int64_t principal;

	for (size_t i = 0; i < IMPORT_OBSERVERS && fits; i++) {
		known = &import->known[i];
		if (known->id && !strcmp(known->owner, wanted.owner) &&
			!strcmp(known->city, wanted.city) &&
			!strcmp(known->place, wanted.place)) {
			*id = known->id;
			return OK;
		}
	}
	if ((kind = owner_id(import, row->observer, row->issuer, row->tenant,
		     &principal, err)) != OK ||
		(kind = observers_ensure(import->store, principal,
			 &row->location, city_key, import->rules.now_ms / 1000,
			 import->arena, id, err)) != OK ||
		!fits)
		return kind;
	wanted.id = *id;
	import->known[import->next_known++ % IMPORT_OBSERVERS] = wanted;
	return OK;
}

enum err_kind
import_observation(
	struct import *import, struct observation_row *row, struct err *err)
{
	enum observation_outcome outcome = OUTCOME_NONE;
	enum err_kind kind;
	struct str key;
	int64_t observer;

	kind = fold_name(import->store, row->location.city, "city",
		import->arena, &key, err);
	if (kind != OK || !import->storing)
		return kind;
	if (import->source)
		row->observation.source = import->source;
	if ((kind = observer_id(import, row, key, &observer, err)) != OK ||
		(kind = observations_put(import->store, observer,
			 &row->observation, import->conflict, &outcome, err)) !=
			OK)
		return kind;
	import->added += outcome == OUTCOME_NEW;
	import->unchanged += outcome == OUTCOME_SAME;
	import->replaced += outcome == OUTCOME_REPLACED;
	import->flagged += row->observation.flagged != 0;
	return OK;
}

static void
hash_str(struct buf *buf, struct str s)
{
	buf_printf(buf, "%zu:", s.len);
	buf_str(buf, s);
}

static enum err_kind
name_report(const struct import *import, const struct report_row *row, char *id,
	struct err *err)
{
	const struct report *report = &row->report;
	bool dated = report->created_ms != import->rules.now_ms;
	int64_t ms = dated ? report->created_ms : 0;
	unsigned char digest[EVP_MAX_MD_SIZE];
	struct buf text;
	bool good;

	buf_init(&text, REPORT_TEXT_MAX);
	if (row->issuer.len) {
		hash_str(&text, row->issuer);
		hash_str(&text, row->tenant);
	}
	hash_str(&text,
		report->author.len ? report->author : str_from(import->owner));
	hash_str(&text, report->location.city);
	hash_str(&text, report->location.state);
	hash_str(&text, report->location.country);
	hash_str(&text, report->description);
	buf_printf(&text, "%d %lld", dated, (long long)ms);
	good = !text.failed && EVP_Digest(text.at, text.len, digest, NULL,
				       EVP_sha256(), NULL) == 1;
	buf_free(&text);
	if (!good)
		return fail_memory(err);
	uuid7_print(ms < 0 ? 0 : ms, digest, id);
	return OK;
}

/* What is stored under the id already: the same, or something else. */
static enum err_kind
meet_report(struct import *import, const struct report *stored,
	struct report *report, struct str city_key, struct err *err)
{
	bool is_same = report_same(stored, report) &&
		       stored->owner == report->owner &&
		       stored->version == report->version &&
		       stored->updated_ms == report->updated_ms;

	if (is_same) {
		import->unchanged++;
		return OK;
	}
	if (import->conflict != CONFLICT_REPLACE ||
		stored->owner != report->owner ||
		stored->created_ms != report->created_ms)
		return fail(err, ERR_EXISTS, "import/exists",
			"another report has this id");
	import->replaced++;
	report->row = stored->row;
	return reports_update(import->store, report, city_key, err);
}

static enum err_kind
store_report(struct import *import, struct report_row *row, struct str city_key,
	struct err *err)
{
	struct report stored, *report = &row->report;
	struct err missing = {0};
	bool is_named = report->id.len > 0;
	char id[UUID_LEN + 1];
	enum err_kind kind;

	if (!is_named) {
		if ((kind = name_report(import, row, id, err)) != OK)
			return kind;
		report->id = str_from(id);
	}
	if ((kind = owner_id(import, report->author, row->issuer, row->tenant,
		     &report->owner, err)) != OK)
		return kind;
	kind = reports_get(
		import->store, report->id, import->arena, &stored, &missing);
	if (kind == OK && !is_named) {
		import->unchanged++;
		return OK;
	}
	if (kind == OK)
		return meet_report(import, &stored, report, city_key, err);
	if (kind != ERR_NOT_FOUND) {
		*err = missing;
		return kind;
	}
	import->added++;
	return reports_restore(import->store, report, city_key, err);
}

enum err_kind
import_report(struct import *import, struct report_row *row, struct err *err)
{
	enum err_kind kind;
	struct str key;

	if (!row->report.version)
		row->report.version = 1;
	kind = fold_name(import->store, row->report.location.city, "city",
		import->arena, &key, err);
	if (kind != OK || !import->storing)
		return kind;
	return store_report(import, row, key, err);
}
