# problems and the resource's metadata explain themselves to anybody
# covers: H7
request GET /problems/invalid-token
expect_status 200
expect_header_like Content-Type '^text/plain'
request GET /problems/unheard-of
expect_problem 404 not-found
request GET /.well-known/oauth-protected-resource
expect_status 200
expect_json '.resource | startswith("http://127.0.0.1")'
expect_json '.scopes_supported | index("weather.read") != null'
expect_json '.bearer_methods_supported == ["header"]'
# where public_url has a path, it goes behind (RFC 9728 3.1): it arrives, too
request GET /.well-known/oauth-protected-resource/elsewhere
expect_problem 404 not-found
