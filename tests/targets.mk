# Tests that need Node.js packages: the OpenAPI document.

OPENAPI_NPM := build/npm/openapi

.PHONY: test-openapi lint-openapi deps-openapi

$(OPENAPI_NPM)/installed: tests/openapi/package.json \
	tests/openapi/package-lock.json

deps-openapi: $(OPENAPI_NPM)/installed
	@cp tests/openapi/*.mjs $(OPENAPI_NPM)/

lint-openapi: all deps-openapi ## Redocly reads the OpenAPI document (needs npm)
	$(PROVE) tests/openapi/lint.t

test-openapi: tests-built deps-openapi ## the document against Redocly, recorded answers and a fuzzer (needs npm)
	$(subst -j2,,$(PROVE)) --failures $(sort $(wildcard tests/openapi/*.t))

.PHONY: check-client-valgrind
check-client-valgrind: tests-built ## weather-client under valgrind, with providers that misbehave and with the service
	CLIENT_VALGRIND=1 $(subst -j2,,$(PROVE)) --failures \
		tests/client/entra.t tests/e2e/client.t

.PHONY: test-faults
test-faults: tests-built ## faults, the long form: KILLS=1000 processes die, REQUESTS=1000000 random requests (SEED= replays)
	LONG=1 HOLD=60 ROUNDS=20 ROWS=50000 KILLS=$(or $(KILLS),1000) REQUESTS=$(or $(REQUESTS),1000000) \
		$(if $(SEED),SEED=$(SEED)) $(subst -j2,,$(PROVE)) --verbose \
		$(sort $(wildcard tests/faults/*.t))
