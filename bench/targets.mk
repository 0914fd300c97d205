# Measurements.  Nothing of it is built or run by make all, check or test.

C_FILES += $(wildcard bench/*.[ch])
BENCH_PACKAGES := $(TEST_PACKAGES) wrk

$(B)/bench/%: bench/%.c $(B)/libweather.a $(wildcard bench/*.h)
	@mkdir -p $(@D)
	$(SAY) "  BENCH $@"
	$(Q)$(TEST_CC) $(STATIC_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(RESPONDER_LIBS)

SIDED := worker instructions token writer post start flame growth
$(SIDED:%=$(B)/bench/%): bench/side.c bench/kind.c

# what is compared with has nothing of ours
REFERENCES := trivial cgi_hello insert
$(REFERENCES:%=$(B)/bench/%): $(B)/bench/%: bench/%.c
	@mkdir -p $(@D)
	$(SAY) "  BENCH $@"
	$(Q)$(TEST_CC) $(STATIC_LDFLAGS) -o $@ $< $(shell pkg-config --libs fcgi sqlite3)

BENCHES := database $(SIDED) $(REFERENCES)

.PHONY: bench deps-bench
deps-bench:
	@sh tests/deps.sh $(BENCH_PACKAGES)

bench: deps-bench ## what a request costs, against programs that do next to nothing (T=name: one section)
	@$(MAKE) --no-print-directory all $(BENCHES:%=$(B)/bench/%) $(B)/tools/mint
ifneq ($(filter cgi,$(or $(T),cgi)),)
	@$(MAKE) --no-print-directory STATIC=1 build/static/bin/weather.fcgi build/static/bench/cgi_hello
endif
	@bash bench/run.sh $(B) build/bench $(T)

.PHONY: bench-flame
bench-flame: all $(B)/bench/database $(B)/bench/flame $(B)/tools/mint ## where a request's time goes: build/bench/flame.svg (needs perf)
	@bash bench/run.sh $(B) build/bench flame

.PHONY: bench-database
bench-database: $(B)/bench/database ## make a database of any size (ROWS=10000000 REPORTS=1000000 OUT=build/bench/large)
	@mkdir -p build/bench
	$(B)/bench/database $(or $(OUT),build/bench/large) \
		$(or $(ROWS),10000000) $(or $(REPORTS),1000000)

.PHONY: bench-growth
bench-growth: all $(B)/bench/database $(B)/bench/growth ## compare every GET with 10 million rows and with 10 thousand (OUT=build/bench: 1 GB)
	@sh bench/growth.sh $(B) $(or $(OUT),build/bench) \
		$(or $(ROWS),10000000) $(or $(REPORTS),1000000)

OTHERS_PACKAGES = $(BENCH_PACKAGES) python3-fastapi uvicorn python3-uvloop \
	python3-httptools python3-jose python3-cryptography golang-go \
	golang-github-golang-jwt-jwt-dev golang-github-mattn-go-sqlite3-dev \
	g++ nodejs $(if $(shell command -v npm 2>/dev/null),,npm) \
	nginx-light libnginx-mod-http-js \
	libapache2-mod-auth-openidc libapache2-mod-oauth2
OTHERS := build/others

$(OTHERS)/current_weather: bench/others/current_weather.go
	@mkdir -p $(@D)
	$(SAY) "  GO   $@"
	$(Q)GO111MODULE=off GOPATH=/usr/share/gocode \
		GOCACHE=$(CURDIR)/$(OTHERS)/go go build -tags libsqlite3 -o $@ $<

# its scripts are run, since SQLite for Node is compiled by one
$(OTHERS)/installed: $(addprefix bench/others/,package.json package-lock.json)
	@mkdir -p $(@D)
	$(SAY) "  NPM  $(@D)"
	$(Q)cp $^ $(@D)/
	$(Q)cd $(@D) && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: bench-others deps-others
deps-others:
	@sh tests/deps.sh $(OTHERS_PACKAGES)

bench-others: deps-others ## the same request by FastAPI, Node, Go, nginx and Apache (installs them; STACKS="go njs": some)
	@$(MAKE) --no-print-directory all $(B)/bench/database $(B)/tools/mint \
		$(OTHERS)/current_weather $(OTHERS)/installed
	@bash bench/run.sh $(B) $(OTHERS) others
