#include "client/outcome.h"

/* clang-format off */
const struct outcome outcome_local[] = {
	{"memory", EX_OSERR, NULL},
	/* the profile */
	{"profile/missing", EX_CONFIG,
		"Make one of it: copy weather-client.conf.example there and "
		"fill in api, authority, client_id and scope; or name another "
		"file with --config."},
	{"profile/unreadable", EX_CONFIG, NULL},
	{"secret/missing", EX_CONFIG,
		"Put the secret into that file, alone, and chmod 600 it; or "
		"name the right file in the profile."},
	{"secret/mode", EX_CONFIG, NULL},
	{"secret/unset", EX_CONFIG,
		"Set the variable for this command only, from a place that "
		"keeps secrets; never write it on a command line."},
	{"secret/empty", EX_CONFIG, NULL},
	{"certificate/unreadable", EX_CONFIG,
		"\"weather-client cert new\" makes a certificate and a key "
		"that fit."},
	{"certificate/pair", EX_CONFIG,
		"certificate and key must be the two files that were made "
		"together."},
	{"certificate/expired", EX_CONFIG,
		"Make a new one with \"weather-client cert new\" and upload it "
		"to the application's registration."},
	{"certificate/exists", EX_CANTCREAT,
		"Choose another NAME, or move the files away."},
	/* the state directory */
	{"cache/place", EX_CONFIG, NULL},
	{"cache/owner", EX_NOPERM, NULL},
	{"cache/read", EX_IOERR, NULL},
	{"cache/write", EX_IOERR, NULL},
	{"cache/busy", EX_TEMPFAIL,
		"Another weather-client is asking for the same token; end it, "
		"or try again."},
	/* the network */
	{"wire/url", EX_CONFIG,
		"Only https:// is used, and http:// to this machine alone."},
	{"wire/name", EX_UNAVAILABLE,
		"Look for a typing error in the address, and whether this "
		"machine is online."},
	{"wire/connect", EX_UNAVAILABLE,
		"Look whether it runs, and whether this machine is online."},
	{"wire/tls", EX_UNAVAILABLE,
		"Its certificate cannot be trusted. If it belongs to a private "
		"authority of yours, name that authority's certificate with "
		"ca_file; if not, somebody may be listening."},
	{"wire/time", EX_UNAVAILABLE, "Try again later."},
	{"wire/size", EX_UNAVAILABLE, NULL},
	{"wire/lost", EX_UNAVAILABLE, "Try again."},
	{"wire/redirect", EX_UNAVAILABLE,
		"A token is not sent to another address than the one that you "
		"named; write the final address into the profile."},
	/* finding the provider */
	{"discovery/status", EX_CONFIG,
		"authority must be the provider's issuer, for Entra "
		"https://login.microsoftonline.com/TENANT; its discovery "
		"document is looked for below it."},
	{"discovery/json", EX_CONFIG,
		"authority must be the provider's issuer; what stands below it "
		"is no discovery document."},
	{"discovery/issuer", EX_CONFIG,
		"Write the issuer as the provider writes it, byte for byte, as "
		"authority; or, where its document must say another name, as "
		"issuer."},
	{"discovery/endpoint", EX_CONFIG,
		"Choose another grant in the profile, or ask whoever runs the "
		"provider to switch this one on."},
	{"discovery/unsafe", EX_CONFIG, NULL},
	/* what the provider answers */
	{"token/nonsense", EX_UNAVAILABLE,
		"Whoever runs the provider has to look at it."},
	{"token/page", EX_UNAVAILABLE,
		"That is no answer of OAuth: something in front of the "
		"provider may have given it, or authority names another site."},
	{"token/silent", EX_CONFIG,
		"Look whether client_id, the secret or certificate and grant "
		"are those of the registration. Where a secret with odd "
		"letters is sent by client_secret_basic, try client_auth = "
		"client_secret_post: some providers do not decode it as RFC "
		"6749 asks."},
	{"token/type", EX_UNAVAILABLE,
		"Register the application for plain bearer tokens."},
	{"id/refused", OUTCOME_SIGN_IN,
		"The provider's statement about who signed in does not fit "
		"this sign-in, so it is not believed. Try again; if it "
		"repeats, compare issuer and client_id with the provider's."},
	/* signing in */
	{"login/needed", OUTCOME_SIGN_IN,
		"Run: weather-client login (on a machine without a browser: "
		"weather-client login --device)"},
	{"login/time", OUTCOME_SIGN_IN, "Run weather-client login again."},
	{"login/port", EX_CONFIG,
		"Leave redirect_port away, so that any free port is used, or "
		"end what uses it."},
	{"login/answer", OUTCOME_SIGN_IN, "Run weather-client login again."},
	{"login/application", EX_USAGE, NULL},
	/* what the service answers */
	{"api/400", EX_DATAERR, NULL},
	{"api/401", OUTCOME_SIGN_IN,
		"The service does not believe this token, although it is new. "
		"Compare scope and resource in the profile with what the "
		"service expects, and the clocks of both machines; "
		"\"weather-client token\" shows what the token says."},
	{"api/403", EX_NOPERM,
		"Ask whoever runs the service or the directory for it."},
	{"api/scope", EX_NOPERM,
		"Add it to scope in the profile and run weather-client login; "
		"an application needs its administrator to grant it the app "
		"role of that name."},
	{"api/owner", EX_NOPERM, NULL},
	{"api/404", EX_NOINPUT, NULL},
	{"api/no-data", EX_NOINPUT,
		"Look for a typing error, or name --state and --country; or be "
		"the first: weather-client observe CITY temp=..."},
	{"api/405", EX_UNAVAILABLE,
		"This service is older than this program, or api in the "
		"profile is not its address."},
	{"api/409", EX_DATAERR, NULL},
	{"api/412", EX_DATAERR,
		"Somebody changed it meanwhile: show it and decide again."},
	{"api/413", EX_DATAERR, NULL},
	{"api/422", EX_DATAERR, NULL},
	{"api/429", EX_TEMPFAIL, "Ask less often."},
	{"api/500", EX_UNAVAILABLE,
		"Tell whoever runs the service the request's id; its log has "
		"the details."},
	{"api/503", EX_TEMPFAIL, "Try again later."},
	{"api/page", EX_UNAVAILABLE,
		"Is api in the profile the address of the weather service?"},
	{"usage/field", EX_USAGE, NULL},
	{"output", EX_IOERR, NULL},
	{0},
};
/* clang-format on */
