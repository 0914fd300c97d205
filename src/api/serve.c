#include "api/serve.h"

#include "api/authorize.h"
#include "api/call.h"
#include "api/cors.h"
#include "api/deliver.h"
#include "api/metrics.h"
#include "api/parameters.h"
#include "api/replay.h"
#include "api/route.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* From here on the memory of an answer is worth giving back. */
enum { LARGE_ANSWER = 1024 * 1024 };

/* One request from its first byte to its log line. */
struct exchange {
	struct service *service;
	const struct carrier *carrier;
	char id[UUID_LEN + 1]; /* X-Request-Id, log, problem */
	struct request req;
	struct response res;
	struct call call;
	struct principal who;
	struct token_trace trace;
	const struct route *route;
	const char *challenge, *allow; /* headers of a refusal, or NULL */
	struct timespec begun;
	bool body_read;
	bool remembered; /* the answer was made before */
	struct err err;  /* the last: cleared by itself */
};

static bool
has_body(enum http_method method)
{
	return method == HTTP_POST || method == HTTP_PUT ||
	       method == HTTP_PATCH;
}

static const char *
body_type(const struct request *req)
{
	return req->method == HTTP_PATCH ? "application/merge-patch+json"
					 : "application/json";
}

static enum err_kind
read_body(struct exchange *ex, struct err *err)
{
	const char *type = body_type(&ex->req);
	enum err_kind kind;

	if (!has_body(ex->req.method))
		return OK;
	if (!request_is_media_type(&ex->req, type))
		return fail_field(err, ERR_MEDIA_TYPE, "request/media-type",
			"Content-Type", "unsupported",
			"The body must be sent as %s.", type);
	kind = request_read_body(&ex->req, ex->service->arena, ex->carrier,
		ex->service->config->max_body_bytes, err);
	ex->body_read = kind == OK;
	return kind;
}

/* The handler and what must be on disk together with its work. */
static enum err_kind
run_in_transaction(struct exchange *ex, struct err *err)
{
	struct call *call = &ex->call;
	bool repeated = false;
	enum err_kind kind;

	kind = store_begin(call->store, err);
	service_tell_queue(ex->service, call->store);
	if (kind != OK)
		return kind;
	if (ex->req.method == HTTP_POST)
		kind = replay_find(call, &repeated, err);
	if (kind == OK && !repeated)
		kind = ex->route->run(call, err);
	if (kind == OK && !repeated && ex->req.method == HTTP_POST)
		kind = replay_save(call, err);
	if (kind == OK)
		kind = store_commit(call->store, err);
	if (kind != OK)
		store_rollback(call->store);
	return kind;
}

/* Every 200 of a GET has an entity tag; handlers that know their version
 * better set it before. */
static enum err_kind
tag_answer(struct exchange *ex, struct err *err)
{
	bool finished;

	if (ex->res.status != 200 || response_get(&ex->res, "ETag") ||
		ex->route->method != HTTP_GET)
		return OK;
	return call_etag(&ex->call, ex->res.body, &finished, err);
}

static enum err_kind
admit(struct exchange *ex, struct err *err)
{
	struct token_rules rules;
	struct str token;
	enum err_kind kind;

	kind = authorize_header(&ex->call, &token, &ex->challenge, err);
	if (kind == OK)
		kind = service_rules(ex->service, &rules, err);
	if (kind == OK)
		kind = authorize(&ex->call, token, &rules, ex->route->need,
			&ex->who, &ex->trace, &ex->challenge, err);
	if (kind != OK)
		return kind;
	ex->call.who = &ex->who;
	response_header(&ex->res, "Cache-Control", "private, max-age=5");
	return OK;
}

/* Whatever else a request needs is among what made the answer. */
static bool
is_memorable(const struct exchange *ex)
{
	return ex->route->method == HTTP_GET &&
	       ex->route->need != PERMIT_PUBLIC;
}

static enum err_kind
make_answer(struct exchange *ex, struct err *err)
{
	enum err_kind kind;

	if ((kind = parameters_check(ex->route, &ex->req, err)) != OK ||
		(kind = read_body(ex, err)) != OK ||
		(kind = service_store(ex->service, ex->route->store,
			 &ex->call.store, err)) != OK)
		return kind;
	/* whatever was read before has no part in this answer */
	store_tables_read(ex->call.store);
	if (ex->route->store == STORE_CACHE &&
		(kind = service_provider(
			 ex->service, &ex->call.provider, err)) != OK)
		return kind;
	if (ex->route->store == STORE_WRITE)
		return run_in_transaction(ex, err);
	if ((kind = ex->route->run(&ex->call, err)) != OK)
		return kind;
	return tag_answer(ex, err);
}

/* The version is asked for before anything is read: what changes meanwhile
 * makes the answer newer than it is said to be, never older. */
static enum err_kind
answer_or_remember(struct exchange *ex, struct err *err)
{
	const struct store_versions *versions = NULL;
	uint64_t version;
	enum err_kind kind;

	if (is_memorable(ex))
		versions = service_versions(ex->service, ex->call.now_ms);
	ex->call.versions = versions;
	ex->remembered = versions && answers_find(ex->service->answers,
					     versions, &ex->call);
	if (ex->remembered)
		return OK;
	version = versions ? versions->now : 0;
	if ((kind = make_answer(ex, err)) == OK)
		answers_add(ex->service->answers, version,
			store_tables_read(ex->call.store), &ex->call);
	if (kind == ERR_READ_ONLY)
		service_note_read_only(ex->service);
	return kind;
}

static enum err_kind
run_route(struct exchange *ex, struct err *err)
{
	enum err_kind kind;

	service_follow(ex->service, ex->call.now_ms, !is_memorable(ex));
	/* /health: OK would be no truth where every token is refused */
	if (ex->route->need == PERMIT_PUBLIC &&
		ex->route->store != STORE_NONE &&
		(kind = service_ping_keys(ex->service, err)) != OK)
		return kind;
	if (ex->route->need != PERMIT_PUBLIC && (kind = admit(ex, err)) != OK)
		return kind;
	return answer_or_remember(ex, err);
}

static enum err_kind
answer(struct exchange *ex, struct err *err)
{
	char allow[ALLOW_MAX];
	enum err_kind kind;

	if ((kind = uuid7_from(
		     &ex->service->ids, ex->call.now_ms, ex->id, err)) != OK ||
		(kind = request_from_cgi(&ex->req, ex->service->arena,
			 ex->carrier->envp, ex->service->config->base_path,
			 err)) != OK ||
		(kind = service_check_roots(ex->service, ex->req.roots, err)) !=
			OK)
		return kind;
	kind = route_find(&ex->req, &ex->route, ex->call.path, allow, err);
	if (kind == OK)
		return run_route(ex, err);
	if (kind != ERR_METHOD)
		return kind;
	ex->allow = arena_copy(ex->service->arena, str_from(allow));
	if (!ex->allow)
		return fail_memory(err);
	if (cors_is_preflight(&ex->call)) {
		*err = (struct err){0};
		cors_preflight(&ex->call, ex->allow);
		return OK;
	}
	return kind;
}

/* Nothing of a half-made answer survives its failure. */
static void
refuse(struct exchange *ex)
{
	ex->res = (struct response){0};
	response_problem(&ex->res, ex->service->arena, &ex->err, ex->id);
	if (ex->challenge)
		response_header(&ex->res, "WWW-Authenticate", ex->challenge);
	if (ex->err.kind == ERR_METHOD)
		response_header(&ex->res, "Allow", ex->allow);
	/* RFC 5789 2.2, RFC 9110 15.5.16 */
	if (ex->err.kind == ERR_MEDIA_TYPE)
		response_header(&ex->res,
			ex->req.method == HTTP_PATCH ? "Accept-Patch"
						     : "Accept",
			body_type(&ex->req));
}

static int64_t
microseconds_since(const struct timespec *begun)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - begun->tv_sec) * INT64_C(1000000) +
	       (now.tv_nsec - begun->tv_nsec) / 1000;
}

static enum log_level
level_of(const struct exchange *ex)
{
	if (ex->res.status >= 500 || err_status(ex->err.kind) >= 500)
		return LOG_ERROR;
	if (ex->err.kind != OK || ex->trace.old_keys)
		return LOG_WARN;
	return LOG_INFO;
}

/* The line names what was seen of a refused token, never the token. */
static void
log_exchange(const struct exchange *ex, int64_t us)
{
	struct log_line line;

	log_begin(&line, ex->service->log, level_of(ex));
	log_z(&line, "event", "request");
	log_z(&line, "id", ex->id);
	log_int(&line, "status", ex->res.status);
	log_str(&line, "method", ex->req.method_name);
	log_str(&line, "path", ex->req.raw_path);
	if (ex->route)
		log_z(&line, "route", ex->route->id);
	if (ex->err.kind != OK) {
		log_z(&line, "reason", ex->err.reason);
		log_z(&line, "kind", err_name(ex->err.kind));
		log_z(&line, "detail", ex->err.detail);
	}
	if (ex->trace.issuer_name)
		log_z(&line, "issuer", ex->trace.issuer_name);
	if (ex->trace.kid.len)
		log_str(&line, "kid", ex->trace.kid);
	if (ex->trace.client.len)
		log_str(&line, "client", ex->trace.client);
	if (ex->who.public_id[0])
		log_z(&line, "caller", ex->who.public_id);
	if (ex->trace.old_keys)
		log_z(&line, "keys", "old");
	if (ex->trace.remembered)
		log_z(&line, "signature", "remembered");
	if (ex->remembered)
		log_z(&line, "answer", "remembered");
	log_str(&line, "remote", ex->req.remote_addr);
	log_int(&line, "us", us);
	log_end(&line);
}

void
serve(struct service *service, const struct carrier *carrier)
{
	int64_t now_ms = clock_now_ms(service->clock);
	struct exchange ex;
	struct err cut;
	enum err_kind kind;
	int64_t us;
	bool large;

	memset(&ex, 0, offsetof(struct exchange, err));
	err_clear(&ex.err);
	err_clear(&cut);
	ex.service = service;
	ex.carrier = carrier;
	clock_gettime(CLOCK_MONOTONIC, &ex.begun);
	ex.call = (struct call){.req = &ex.req,
		.config = service->config,
		.issuers = &service->issuers,
		.counters = service_counters(service),
		.arena = service->arena,
		.ids = &service->ids,
		.now = now_ms / 1000,
		.now_ms = now_ms,
		.openapi = &service->openapi,
		.known_places = service->known_places,
		.res = &ex.res};
	kind = answer(&ex, &ex.err);
	if (kind != OK)
		refuse(&ex);
	/* without a blank, as Apache writes it whatever it gets */
	response_header(&ex.res, "Vary", "Authorization,Origin");
	cors_headers(&ex.call);
	response_header(&ex.res, "X-Request-Id", ex.id);
	if (!ex.body_read)
		request_drain_body(carrier);
	kind = deliver(carrier, service->log, &ex.res,
		ex.req.method == HTTP_HEAD, &cut);
	if (kind != OK)
		ex.err = cut;
	us = microseconds_since(&ex.begun);
	log_exchange(&ex, us);
	metrics_count(ex.call.counters,
		&(struct metrics_request){
			.route = ex.route ? ex.route->id : NULL,
			.reason = ex.err.kind == OK ? NULL : ex.err.reason,
			.issuer = ex.trace.issuer_name,
			.status = ex.res.status,
			.us = us,
		});
	/* before the memory of the answer goes, and when all is written down */
	carrier->end(carrier->ctx);
	large = ex.res.body.len > LARGE_ANSWER || ex.res.produce;
	arena_reset(service->arena);
	/* else each worker keeps for ever what its largest answer took */
	if (large)
		malloc_trim(0);
}

void
serve_failure(const struct log *log, struct clock clock,
	const struct carrier *carrier, const struct err *err)
{
	struct arena *arena = arena_new(1 << 20);
	struct request req = {0};
	struct response res = {0};
	struct err ignored = {0};
	char id[UUID_LEN + 1];

	/* all else is the same whatever was asked */
	if (uuid7_new(clock_now_ms(clock), id, &ignored) != OK ||
		(arena && request_from_cgi(&req, arena, carrier->envp, "",
				  &ignored) != OK))
		req.method = HTTP_OTHER;
	if (arena)
		response_problem(&res, arena, err, id);
	response_header(&res, "X-Request-Id", id);
	request_drain_body(carrier);
	if (deliver(carrier, log, &res, req.method == HTTP_HEAD, &ignored) !=
		OK)
		log_err(log, LOG_ERROR, "cut", &ignored);
	log_err(log, LOG_ERROR, "misconfigured", err);
	carrier->end(carrier->ctx);
	arena_free(arena);
}
