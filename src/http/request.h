#ifndef HTTP_REQUEST_H
#define HTTP_REQUEST_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "http/variables.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * One request as the web server's CGI variables tell it (RFC 3875), the same
 * for FastCGI and CGI.  All strs live as long as the arena and envp.
 */

enum http_method {
	HTTP_OTHER = 0,
	HTTP_GET,
	HTTP_HEAD,
	HTTP_POST,
	HTTP_PUT,
	HTTP_PATCH,
	HTTP_DELETE,
	HTTP_OPTIONS,
};

/* The next bytes of the body; 0 at its end, (size_t)-1 when it was cut. */
typedef size_t body_reader(void *ctx, char *dst, size_t want);

/* Where a request comes from and where its answer goes. */
struct carrier {
	const char *const *envp; /* NAME=value, ended by NULL */
	body_reader *read_body;
	/* the next part of the response; false: the peer is gone */
	bool (*write)(void *ctx, const char *bytes, size_t len);
	/* the same for its last part, which stays where it is until end() */
	bool (*lend)(void *ctx, const char *bytes, size_t len);
	/* what was written is not all: the answer must not end as a good one
	 * does, as far as the way to the server has a mark for that */
	void (*cut)(void *ctx);
	/* nothing is to come: what waits is sent, and the request is over */
	void (*end)(void *ctx);
	void *ctx;
};

enum { PATH_SEGMENTS_MAX = 16, PARAMETERS_MAX = 32 };

struct parameter {
	struct str name, value; /* decoded */
};

struct request {
	enum http_method method;
	struct str method_name; /* as sent, for the log */
	/* path below the base path, each segment decoded once; also of
	 * /.well-known/NAME/BASE/PATH (RFC 9728 3.1) */
	struct str segments[PATH_SEGMENTS_MAX];
	size_t segment_count;
	struct str raw_path;  /* undecoded, without query: log, idempotency */
	struct str raw_query; /* undecoded, without '?' */
	struct parameter parameters[PARAMETERS_MAX];
	size_t parameter_count;
	bool bad_query; /* bad escapes or too many: query_*() refuse then */
	struct str bad_parameter; /* what of raw_query; empty: too many */
	struct str authorization; /* empty: none */
	bool two_credentials;     /* that differ; authorization is then empty */
	struct str content_type, if_none_match, if_match, origin;
	struct str request_method_wanted; /* Access-Control-Request-Method */
	struct str idempotency_key;
	struct str remote_addr;
	/* folders of files that everybody can get */
	struct str roots[VARIABLES_ROOTS];
	long long content_length; /* -1: not said */
	struct str body;          /* after request_read_body() */
};

/*
 * Reads everything but the body.  ERR_REQUEST for a malformed address or
 * length; ERR_NOT_FOUND outside base_path ("" or "/x/y").  method and raw_path
 * are set as far as they could be read even then, so that the refusal can be
 * answered and logged.
 */
enum err_kind request_from_cgi(struct request *req, struct arena *arena,
	const char *const *envp, const char *base_path,
	struct err *err) MUST_USE;

/*
 * Reads the body to its end, at most limit bytes into the arena: ERR_TOO_LARGE
 * beyond that, ERR_REQUEST when it is shorter than announced or was cut.
 */
enum err_kind request_read_body(struct request *req, struct arena *arena,
	const struct carrier *carrier, size_t limit, struct err *err) MUST_USE;

/* Reads and forgets what is left, up to 64 MiB: an answer given over unread
 * input can be lost behind mod_cgid. */
void request_drain_body(const struct carrier *carrier);

/* True when media type type (no parameters) was sent as Content-Type. */
bool request_is_media_type(const struct request *req, const char *type);

#endif
