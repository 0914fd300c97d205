#include "client/outcome.h"

/*
 * Errors of RFC 6749 4.1.2.1 and 5.2, RFC 8628 3.5, RFC 8707 2, OpenID Connect
 * Core 3.1.2.6 and of Entra's error code reference.
 */
/* clang-format off */
const struct outcome outcome_oauth[] = {
	{"oauth/invalid_request", EX_CONFIG,
		"The provider misses something in the request, or finds it "
		"twice. Its own words above say what; compare scope, resource "
		"and redirect_uri in the profile with the registration."},
	{"oauth/invalid_client", EX_CONFIG,
		"The application could not prove who it is: look whether "
		"client_id is right, whether the secret or certificate is the "
		"registered one and has not expired, and whether client_auth "
		"is the way that the provider expects."},
	{"oauth/invalid_grant", OUTCOME_SIGN_IN,
		"The sign-in has expired, was revoked or was used already. Run "
		"weather-client login."},
	{"oauth/unauthorized_client", EX_CONFIG,
		"This application may not use this grant: it is not registered "
		"with this provider or tenant, or the grant is not switched on "
		"for it. Look at client_id, at the tenant in authority and at "
		"grant."},
	{"oauth/unsupported_grant_type", EX_CONFIG,
		"The provider does not know this grant; choose another one "
		"with grant in the profile."},
	{"oauth/unsupported_response_type", EX_CONFIG,
		"The provider does not allow authorization codes for this "
		"application; try grant = device_code, or have it registered "
		"as a native (public) client."},
	{"oauth/invalid_scope", EX_CONFIG,
		"scope in the profile names something that this application "
		"may not ask for or that does not exist. For Entra it is "
		"api://API-ID/weather.read, for an application "
		"api://API-ID/.default."},
	{"oauth/invalid_target", EX_CONFIG,
		"resource in the profile is not a service that this provider "
		"knows; write it as it is registered."},
	{"oauth/invalid_resource", EX_CONFIG,
		"The service that scope names does not exist in this tenant or "
		"is not set up there. Look at the api:// part of scope and at "
		"the tenant in authority."},
	{"oauth/access_denied", OUTCOME_SIGN_IN,
		"The sign-in was cancelled or consent was refused. Run "
		"weather-client login again, and accept what it asks for."},
	{"oauth/authorization_declined", OUTCOME_SIGN_IN,
		"The sign-in was cancelled. Run weather-client login again."},
	{"oauth/bad_verification_code", OUTCOME_SIGN_IN,
		"The provider does not know the device code. Run "
		"weather-client login --device again."},
	{"oauth/expired_token", OUTCOME_SIGN_IN,
		"The code was not entered in time. Run weather-client login "
		"--device again."},
	{"oauth/authorization_pending", OUTCOME_SIGN_IN,
		"The sign-in is not finished. Run weather-client login again."},
	{"oauth/slow_down", EX_TEMPFAIL, "Try again later."},
	{"oauth/interaction_required", OUTCOME_SIGN_IN,
		"The provider wants to ask a person, for a second factor for "
		"example. Run weather-client login."},
	{"oauth/login_required", OUTCOME_SIGN_IN,
		"The provider wants a new sign-in. Run weather-client login."},
	{"oauth/consent_required", OUTCOME_SIGN_IN,
		"Nobody has consented to what scope asks for. Run "
		"weather-client login, or ask an administrator to consent."},
	{"oauth/account_selection_required", OUTCOME_SIGN_IN,
		"The provider wants to know which account. Run weather-client "
		"login."},
	{"oauth/server_error", EX_UNAVAILABLE,
		"The provider failed; try again later."},
	{"oauth/temporarily_unavailable", EX_TEMPFAIL,
		"The provider is too busy at the moment; try again later."},
	{"oauth/invalid_dpop_proof", EX_CONFIG,
		"Register the application for plain bearer tokens."},
	{"oauth/use_dpop_nonce", EX_CONFIG,
		"Register the application for plain bearer tokens."},
	{"oauth/other", EX_UNAVAILABLE,
		"That is no error that OAuth knows; the provider's own words "
		"are all there is."},
	{0},
};
/* clang-format on */
