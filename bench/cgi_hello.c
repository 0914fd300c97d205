/*
 * The least that a CGI program can do: it writes one fixed answer.  It leaves
 * out everything: it reads neither its environment nor its input, opens no
 * file, and logs nothing.
 */
#include <stdio.h>

int
main(void)
{
	fputs("Status: 200 OK\r\nContent-Type: text/plain\r\n"
	      "Content-Length: 6\r\n\r\nhello\n",
		stdout);
	return 0;
}
