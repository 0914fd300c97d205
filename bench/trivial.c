/*
 * A responder that does nothing, to compare with:
 *
 *	trivial SOCKET ANSWER    FastCGI on a Unix socket made here
 *	trivial                  FastCGI on descriptor 0; $WEATHER_CONFIG names
 *				 ANSWER, since that is what the shipped server
 *				 configurations hand over
 *
 * It sends the bytes of the file ANSWER, header and body, to whatever is
 * asked.  It leaves out: tokens, routes, parameters, the database, JSON, entity
 * tags, request ids, the log, signals, limits and confinement.  It does not
 * even look at the request, which libfcgi reads for it.
 */
#include <fcgiapp.h>
#include <stdio.h>
#include <stdlib.h>

enum { ANSWER_MAX = 1 << 20, BACKLOG = 128 };

int
main(int argc, char **argv)
{
	static char answer[ANSWER_MAX];
	const char *path = argc == 3 ? argv[2] : getenv("WEATHER_CONFIG");
	FILE *file = path ? fopen(path, "r") : NULL;
	FCGX_Request request;
	int fd = 0, len;

	if (!file) {
		fputs("usage: trivial [SOCKET ANSWER]\n", stderr);
		return 2;
	}
	len = (int)fread(answer, 1, sizeof(answer), file);
	fclose(file);
	if (FCGX_Init() != 0)
		return 1;
	if (argc == 3)
		fd = FCGX_OpenSocket(argv[1], BACKLOG);
	if (fd < 0 || FCGX_InitRequest(&request, fd, 0) != 0)
		return 1;
	while (FCGX_Accept_r(&request) >= 0) {
		FCGX_PutStr(answer, len, request.out);
		FCGX_Finish_r(&request);
	}
	return 0;
}
