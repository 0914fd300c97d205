#include "client/outcome.h"

/*
 * Numbers of Entra's error code reference (entra-docs
 * identity-platform/reference-error-codes.md), those that a console app meets:
 * they say more than the OAuth error that they come with.
 */
/* clang-format off */
#define SIGN_IN "Run weather-client login."
#define MFA "Entra wants a second factor. " SIGN_IN
const struct outcome outcome_entra[] = {
	{"aadsts/16000", OUTCOME_SIGN_IN,
		"This account is not a member of the tenant. Sign in with "
		"another one, or have it invited as a guest."},
	{"aadsts/28002", EX_CONFIG, "A word of scope is not valid here."},
	{"aadsts/28003", EX_CONFIG, "scope must not be empty."},
	{"aadsts/50001", EX_CONFIG,
		"The service that scope names does not exist or is disabled; "
		"look at its api:// part."},
	{"aadsts/500011", EX_CONFIG,
		"The service that scope names is not in this tenant: look at "
		"its api:// part and at the tenant in authority, or have an "
		"administrator consent to the API there."},
	{"aadsts/500021", OUTCOME_SIGN_IN,
		"This network lets nobody sign in to that tenant; its "
		"administrator can tell why."},
	{"aadsts/50011", EX_CONFIG,
		"Add http://localhost as a redirect URI under \"Mobile and "
		"desktop applications\" in the app registration, and write "
		"redirect_uri = http://localhost into the profile."},
	{"aadsts/50012", EX_CONFIG,
		"The certificate is not the one that was uploaded to the app "
		"registration, or the key does not belong to it; compare the "
		"thumbprints."},
	{"aadsts/50013", EX_CONFIG,
		"The client assertion was refused: look at this machine's "
		"clock, and at certificate and key."},
	{"aadsts/500133", EX_CONFIG,
		"The client assertion is outside its time; set this machine's "
		"clock."},
	{"aadsts/50020", OUTCOME_SIGN_IN,
		"This account is not a member of the tenant. Sign in with "
		"another one, or have it invited as a guest."},
	{"aadsts/50033", EX_TEMPFAIL, "A passing fault; try again."},
	{"aadsts/50034", OUTCOME_SIGN_IN,
		"There is no such account in the tenant. Look at the user name "
		"and at the tenant in authority."},
	{"aadsts/50053", OUTCOME_SIGN_IN,
		"The account is locked, or the sign-in came from a blocked "
		"address. Wait, or ask an administrator."},
	{"aadsts/50055", OUTCOME_SIGN_IN,
		"The password has expired; change it in the browser. " SIGN_IN},
	{"aadsts/50057", OUTCOME_SIGN_IN,
		"The account is disabled; an administrator can enable it."},
	{"aadsts/50058", OUTCOME_SIGN_IN, "Nobody is signed in. " SIGN_IN},
	{"aadsts/50059", EX_CONFIG,
		"authority does not say which tenant; write "
		"https://login.microsoftonline.com/TENANT."},
	{"aadsts/50072", OUTCOME_SIGN_IN, MFA},
	{"aadsts/50074", OUTCOME_SIGN_IN, MFA},
	{"aadsts/50076", OUTCOME_SIGN_IN, MFA},
	{"aadsts/50078", OUTCOME_SIGN_IN, MFA},
	{"aadsts/50079", OUTCOME_SIGN_IN, MFA},
	{"aadsts/50085", OUTCOME_SIGN_IN, SIGN_IN},
	{"aadsts/50089", OUTCOME_SIGN_IN, SIGN_IN},
	{"aadsts/50097", OUTCOME_SIGN_IN,
		"The device must prove itself, which a console app cannot do; "
		"ask the tenant's administrator."},
	{"aadsts/50105", EX_NOPERM,
		"This account is not assigned to the application: an "
		"administrator adds it under Enterprise applications, Users "
		"and groups."},
	{"aadsts/50126", OUTCOME_SIGN_IN,
		"User name or password was wrong. " SIGN_IN},
	{"aadsts/50128", EX_CONFIG,
		"There is no such tenant; look at authority."},
	{"aadsts/50131", EX_NOPERM,
		"A conditional access policy forbids it; ask the tenant's "
		"administrator."},
	{"aadsts/50132", OUTCOME_SIGN_IN, SIGN_IN},
	{"aadsts/50133", OUTCOME_SIGN_IN, SIGN_IN},
	{"aadsts/501481", OUTCOME_SIGN_IN,
		"The sign-in was begun by somebody else's program. " SIGN_IN},
	{"aadsts/50173", OUTCOME_SIGN_IN,
		"The sign-in was revoked, by a new password for example. "
		SIGN_IN},
	{"aadsts/50194", EX_CONFIG,
		"The application belongs to one tenant: write that tenant "
		"instead of common or organizations into authority."},
	{"aadsts/50196", EX_TEMPFAIL,
		"The same request came too often; wait some minutes."},
	{"aadsts/53000", EX_NOPERM,
		"A policy wants a managed device; ask the tenant's "
		"administrator."},
	{"aadsts/53003", EX_NOPERM,
		"A conditional access policy forbids it; ask the tenant's "
		"administrator."},
	{"aadsts/530032", EX_NOPERM,
		"A security policy of the tenant forbids it; ask its "
		"administrator."},
	{"aadsts/54005", OUTCOME_SIGN_IN,
		"The code was redeemed already. " SIGN_IN},
	{"aadsts/65001", OUTCOME_SIGN_IN,
		"Nobody has consented to what scope asks for. Run "
		"weather-client login, or have an administrator grant admin "
		"consent in the app registration."},
	{"aadsts/65004", OUTCOME_SIGN_IN,
		"Consent was declined. Run weather-client login again, and "
		"accept."},
	{"aadsts/65005", EX_CONFIG,
		"Add the API's permissions to the app registration (API "
		"permissions)."},
	{"aadsts/650056", EX_CONFIG,
		"Add the API's permissions to the app registration (API "
		"permissions), and have an administrator consent."},
	{"aadsts/650057", EX_CONFIG,
		"The app registration does not list this API; add it under API "
		"permissions."},
	{"aadsts/70000", OUTCOME_SIGN_IN, SIGN_IN},
	{"aadsts/70001", EX_CONFIG,
		"The application is disabled or does not exist in this "
		"tenant; look at client_id and authority."},
	{"aadsts/700011", EX_CONFIG,
		"There is no application with this client_id in this tenant."},
	{"aadsts/70002", EX_CONFIG,
		"The secret does not fit; put the secret's Value, not its ID, "
		"into the secret's file."},
	{"aadsts/700016", EX_CONFIG,
		"There is no application with this client_id in this tenant: "
		"compare client_id with the Application (client) ID, and "
		"authority with the Directory (tenant) ID."},
	{"aadsts/700022", EX_CONFIG,
		"scope names more than one API; keep the words of one."},
	{"aadsts/700023", EX_CONFIG,
		"scope must name an API: api://API-ID/.default"},
	{"aadsts/700025", EX_CONFIG,
		"The app registration is a public client: remove the secret or "
		"certificate from the profile."},
	{"aadsts/700027", EX_CONFIG,
		"The certificate is not the one that was uploaded to the app "
		"registration, or the key does not belong to it; compare the "
		"thumbprints."},
	{"aadsts/70008", OUTCOME_SIGN_IN,
		"The sign-in was not used for too long. " SIGN_IN},
	{"aadsts/700082", OUTCOME_SIGN_IN,
		"The sign-in was not used for too long. " SIGN_IN},
	{"aadsts/700084", EX_CONFIG,
		"The redirect URI is registered for a single-page app; "
		"register it under \"Mobile and desktop applications\"."},
	{"aadsts/70011", EX_CONFIG,
		"A word of scope is not valid: write api://API-ID/NAME, for an "
		"application api://API-ID/.default alone."},
	{"aadsts/70016", OUTCOME_SIGN_IN,
		"The sign-in is not finished. " SIGN_IN},
	{"aadsts/70018", OUTCOME_SIGN_IN,
		"A wrong code was entered. Run weather-client login --device "
		"again."},
	{"aadsts/70019", OUTCOME_SIGN_IN,
		"The code was not entered in time. Run weather-client login "
		"--device again."},
	{"aadsts/70043", OUTCOME_SIGN_IN,
		"A policy wants a new sign-in. " SIGN_IN},
	{"aadsts/7000112", EX_CONFIG, "The application is disabled."},
	{"aadsts/7000215", EX_CONFIG,
		"The secret is wrong: put the secret's Value, not its Secret "
		"ID, into the secret's file."},
	{"aadsts/7000218", EX_CONFIG,
		"Entra takes this application for a confidential one: switch "
		"\"Allow public client flows\" on in the app registration, or "
		"give the profile a secret or certificate."},
	{"aadsts/7000222", EX_CONFIG,
		"The secret has expired: make a new one in the app "
		"registration, or use a certificate."},
	{"aadsts/90002", EX_CONFIG,
		"There is no such tenant: look at authority."},
	{"aadsts/90006", EX_TEMPFAIL, "Try again later."},
	{"aadsts/90014", EX_CONFIG,
		"Something is missing in the request; Entra's words above say "
		"what."},
	{"aadsts/900144", EX_CONFIG,
		"Something is missing in the request; Entra's words above say "
		"what."},
	{"aadsts/90024", EX_TEMPFAIL, "A passing fault; try again."},
	{"aadsts/90033", EX_TEMPFAIL, "Try again later."},
	{"aadsts/90055", EX_TEMPFAIL,
		"Too many requests come from this tenant; try again later."},
	{"aadsts/90094", OUTCOME_SIGN_IN,
		"An administrator must consent to this application first."},
	{"aadsts/9001023", EX_CONFIG,
		"Write the tenant instead of common or consumers into "
		"authority."},
	{"aadsts/9002313", EX_CONFIG,
		"The request was malformed for Entra; compare scope, resource "
		"and redirect_uri with the app registration."},
	{0},
};
/* clang-format on */
