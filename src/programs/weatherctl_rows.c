/* What becomes of one line of an import. */

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
owner_id(struct import *import, struct str identity, int64_t *id,
	struct err *err)
{
	struct principal_key key = {
		.issuer = STR_LIT(LOCAL_ISSUER),
		.identity = identity,
	};

	return principals_ensure(
		import->store, &key, import->now_ms / 1000, id, err);
}

static enum err_kind
observer_id(struct import *import, struct str owner,
	const struct location *location, struct str city_key, int64_t *id,
	struct err *err)
{
	struct known_observer wanted = {0}, *known;
	enum err_kind kind;
	int64_t principal;

	snprintf(wanted.owner, sizeof(wanted.owner), "%.*s", STR_ARG(owner));
	snprintf(wanted.city, sizeof(wanted.city), "%.*s", STR_ARG(city_key));
	snprintf(wanted.place, sizeof(wanted.place), "%.*s/%.*s",
		STR_ARG(location->country), STR_ARG(location->state));
	for (size_t i = 0; i < IMPORT_OBSERVERS; i++) {
		known = &import->known[i];
		if (known->id && !strcmp(known->owner, wanted.owner) &&
			!strcmp(known->city, wanted.city) &&
			!strcmp(known->place, wanted.place)) {
			*id = known->id;
			return OK;
		}
	}
	if ((kind = owner_id(import, owner, &principal, err)) != OK ||
		(kind = observers_ensure(import->store, principal, location,
			 city_key, import->now_ms / 1000, import->arena, id, err)) != OK)
		return kind;
	/* a name that was cut could be mistaken for another one */
	if (owner.len >= sizeof(wanted.owner) ||
		city_key.len >= sizeof(wanted.city))
		return OK;
	wanted.id = *id;
	import->known[import->next_known++ % IMPORT_OBSERVERS] = wanted;
	return OK;
}

enum err_kind
import_observation(struct import *import, const struct rows_columns *columns,
	struct err *err)
{
	enum observation_outcome outcome = OUTCOME_NONE;
	struct observation_row row;
	enum err_kind kind;
	struct str key;
	int64_t observer;

	kind = rows_observation(columns, import->csv, import->units,
		import->now_ms / 1000, import->arena, &row, err);
	if (kind == OK)
		kind = fold_name(import->store, row.location.city, "city",
			import->arena, &key, err);
	if (kind != OK || !import->storing)
		return kind;
	row.observation.source = import->source;
	if ((kind = observer_id(import,
		     row.observer.len ? row.observer : str_from(import->owner),
		     &row.location, key, &observer, err)) != OK ||
		(kind = observations_put(import->store, observer,
			 &row.observation, import->conflict, &outcome, err)) !=
			OK)
		return kind;
	import->added += outcome == OUTCOME_NEW;
	import->unchanged += outcome == OUTCOME_SAME;
	import->replaced += outcome == OUTCOME_REPLACED;
	import->flagged += row.observation.flagged != 0;
	return OK;
}

static void
hash_str(struct buf *buf, struct str s)
{
	buf_printf(buf, "%zu:", s.len);
	buf_str(buf, s);
}

static enum err_kind
name_report(const struct import *import, const struct report *report, char *id,
	struct err *err)
{
	bool dated = report->created_ms != import->now_ms;
	int64_t ms = dated ? report->created_ms : 0;
	unsigned char digest[EVP_MAX_MD_SIZE];
	struct buf text;
	bool good;

	buf_init(&text, REPORT_TEXT_MAX);
	hash_str(&text, str_from(import->owner));
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

enum err_kind
import_report(struct import *import, const struct rows_columns *columns,
	struct err *err)
{
	struct report report, stored;
	struct err missing = {0};
	char id[UUID_LEN + 1];
	enum err_kind kind;
	struct str key;

	kind = rows_report(columns, import->csv, import->now_ms, import->arena,
		&report, err);
	if (kind == OK)
		kind = fold_name(import->store, report.location.city, "city",
			import->arena, &key, err);
	if (kind != OK || !import->storing)
		return kind;
	kind = name_report(import, &report, id, err);
	if (kind != OK)
		return kind;
	report.id = str_from(id);
	kind = reports_get(
		import->store, report.id, import->arena, &stored, &missing);
	if (kind == OK) {
		import->unchanged++;
		return OK;
	}
	if (kind != ERR_NOT_FOUND) {
		*err = missing;
		return kind;
	}
	if ((kind = owner_id(import, str_from(import->owner), &report.owner,
		     err)) != OK ||
		(kind = reports_insert(import->store, &report, key, err)) != OK)
		return kind;
	import->added++;
	return OK;
}
