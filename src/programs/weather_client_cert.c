/* cert new: a certificate for an application, and what to do with it. */

#include "programs/weather_client.h"

#include "base/json.h"
#include "client/certificate.h"
#include "client/outcome.h"

#include <string.h>

enum { CERT_SUBJECT = 0, CERT_DAYS, CERT_BITS };
const struct option_rule cert_options[] = {
	{"subject", "NAME", "its common name; else NAME", false},
	{"days", "N", "how long it is good; else 365", false},
	{"bits", "N", "size of the key; else 3072", false},
	{0},
};

static void
print_made(const struct certificate_order *order,
	const struct thumbprints *thumbprints, const struct screen *screen)
{
	fprintf(screen->out,
		"Made %s.key.pem and %s.cert.pem.\n\n"
		"SHA-1 thumbprint  %s\n"
		"SHA-256           %s\n"
		"x5t               %s\n"
		"x5t#S256          %s\n\n"
		"1. Upload %s.cert.pem to the application's registration (in "
		"Entra: Certificates &\n"
		"   secrets, Certificates), and compare the thumbprint there.\n"
		"2. Move both files to a safe place and write into the "
		"profile:\n\n"
		"   certificate = %s.cert.pem\n"
		"   key = %s.key.pem\n",
		order->name, order->name, thumbprints->sha1,
		thumbprints->sha256, thumbprints->x5t, thumbprints->x5t_s256,
		order->name, order->name, order->name);
}

static enum err_kind
print_values(const struct certificate_order *order,
	const struct thumbprints *thumbprints, const struct screen *screen,
	struct err *err)
{
	json_t *object = json_pack("{s:o, s:o, s:s, s:s, s:s, s:s}",
		"certificate", json_sprintf("%s.cert.pem", order->name), "key",
		json_sprintf("%s.key.pem", order->name), "sha1",
		thumbprints->sha1, "sha256", thumbprints->sha256, "x5t",
		thumbprints->x5t, "x5t#S256", thumbprints->x5t_s256);
	enum err_kind kind =
		object ? screen_json(screen, object, err) : fail_memory(err);

	json_decref(object);
	return kind;
}

int
command_cert_new(const struct arguments *args)
{
	const char *subject = argument_value(args, &cert_options[CERT_SUBJECT]);
	struct certificate_order order = {
		.folder = ".",
		.name = args->operand_count ? args->operands[0]
					    : "weather-client",
		.now = clock_now(clock_system()),
	};
	struct thumbprints thumbprints;
	struct screen screen;
	struct err err = {0};
	long long days, bits;

	if (client_screen(&screen, args, &err) != OK ||
		argument_integer(args, &cert_options[CERT_DAYS], 1, 3650, 365,
			&days, &err) != OK ||
		argument_integer(args, &cert_options[CERT_BITS], 2048, 8192,
			3072, &bits, &err) != OK)
		return client_end(&err);
	if (strchr(order.name, '/') || order.name[0] == '.' || !order.name[0]) {
		(void)fail(&err, ERR_PARAMETER, "usage/name",
			"%.60s: a name for files in this folder is needed",
			order.name);
		return client_end(&err);
	}
	order.subject = subject ? subject : order.name;
	order.days = (int)days;
	order.bits = (int)bits;
	if (certificate_new(&order, &thumbprints, &err) != OK)
		return client_end(&err);
	if (screen.format == SCREEN_TABLE)
		print_made(&order, &thumbprints, &screen);
	else
		(void)!print_values(&order, &thumbprints, &screen, &err);
	return client_end(&err);
}
