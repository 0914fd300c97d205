#ifndef HTTP_CGI_H
#define HTTP_CGI_H

#include "http/request.h"

/*
 * Plain CGI (RFC 3875): environ, standard input, standard output.  The caller
 * ignores SIGPIPE, so that a peer that is gone is only a false from write.
 */
struct cgi {
	long long left; /* of the body; -1 reads to its end */
};

/* envp is environ; the carrier borrows *cgi. */
struct carrier cgi_carrier(struct cgi *cgi, const char *const *envp);

#endif
