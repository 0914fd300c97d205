#!/usr/bin/env bash
# What a page is told about signing in, for each kind of issuer.
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/cgi/lib.sh
. tests/cgi/lib.sh
setup ""
base=$work/weather.conf

# with NAME [ORIGINS]: the service with an issuer section of that name and a
# page; lines of both on standard input.
with() {
	sed '/^\[issuer/,$d' "$base" >"$work/$1.conf"
	cat >>"$work/$1.conf"
	export WEATHER_CONFIG=$work/$1.conf
	cgi GET /api/config </dev/null
	expect "page-config-$1"
	cgi GET /docs </dev/null
	sed -n 's/^Content-Security-Policy:.*connect-src //p' "$work/out" |
		grep -qx "'self'${2:+ $2}"
	result "the API's page may ask the service${2:+ and $2}" $? "$work/out"
}

cgi GET /api/config </dev/null; expect page-config-none
cgi GET /docs </dev/null; expect docs
cgi GET "/api/config?x=1" </dev/null
grep -q '^Status: 400' "$work/out"; result "it takes no parameter" $?

tenant=11111111-2222-3333-4444-555555555555
client=66666666-7777-8888-9999-aaaaaaaaaaaa
with dev <<-END
	[issuer dev]
	preset = dev
	[page]
	issuer = dev
	client_id = web
END
with entra https://login.microsoftonline.com <<-END
	[issuer entra]
	preset = entra
	tenant_id = $tenant
	client_id = $client
	[page]
	issuer = entra
	client_id = bbbbbbbb-cccc-dddd-eeee-ffffffffffff
END
with organizations https://login.microsoftonline.com <<-END
	[issuer entra]
	preset = entra
	tenant_id = organizations
	allowed_tenants = $tenant
	client_id = $client
	[page]
	issuer = entra
	client_id = bbbbbbbb-cccc-dddd-eeee-ffffffffffff
END
with b2c https://contoso.b2clogin.com <<-END
	[issuer b2c]
	preset = entra-b2c
	tenant_id = $tenant
	client_id = $client
	b2c_domain = contoso
	b2c_policies = B2C_1_signupsignin1 B2C_1_edit
	[page]
	issuer = b2c
	client_id = bbbbbbbb-cccc-dddd-eeee-ffffffffffff
END
with oidc https://id.example.org <<-END
	[issuer other]
	preset = oidc
	issuer = https://other.example.org
	audience = weather
	[issuer oidc]
	preset = oidc
	issuer = https://id.example.org/realms/weather/
	audience = weather
	jwks_uri = https://id.example.org/jwks.json
	[permission admin]
	scopes = weather.admin
	[page]
	issuer = oidc
	client_id = web
END
with scopes "https://id.example.org:8443 https://token.example.org" <<-END
	[issuer oidc]
	preset = oidc
	issuer = https://id.example.org
	metadata_url = https://id.example.org:8443/metadata
	audience = weather
	[page]
	issuer = oidc
	client_id = web
	scopes = openid profile weather.read
	connect_origins = https://token.example.org
END
finish
