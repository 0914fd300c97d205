# Weather FastCGI service.  GNU make; `make help` lists the targets.

VERSION := 0.1.0

# The user's: CC, CFLAGS, CPPFLAGS, LDFLAGS, DESTDIR, PREFIX, WERROR=, STATIC=1
PREFIX ?= /usr/local
WERROR ?= -Werror
VARIANT ?= $(if $(STATIC),static,release)
B := build/$(VARIANT)

RUN_PACKAGES := gcc make pkg-config libc6-dev libfcgi-dev libssl-dev \
	libjansson-dev libsqlite3-dev libinih-dev libcurl4-openssl-dev \
	lighttpd curl
TEST_PACKAGES := $(RUN_PACKAGES) apache2 libapache2-mod-fcgid \
	apache2-suexec-custom \
	lighttpd-mod-openssl openssl sqlite3 jq perl procps clang clang-format \
	clang-tidy libclang-rt-14-dev cppcheck shellcheck mandoc valgrind \
	bsdutils libfaketime
# on top, for the identity providers and clients of tests/idp; a npm from
# elsewhere will do
IDP_PACKAGES = glewlwyd dbconfig-sqlite3 rnbyc \
	python3-requests-oauthlib python3-authlib python3-msal \
	$(if $(shell command -v npm 2>/dev/null),,npm)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings -Wundef \
	-Wformat=2 -Wcast-qual $(WERROR)
OUR_CPPFLAGS := -D_GNU_SOURCE -Isrc -I$(B)/gen \
	-DWEATHER_VERSION='"$(VERSION)"' -DWEATHER_PREFIX='"$(PREFIX)"'
OUR_CFLAGS := -std=c17 $(WARNINGS) -g -fno-common
OUR_LDFLAGS :=

ifeq ($(VARIANT),release)
OUR_CFLAGS += -O2 -fstack-protector-strong -fPIE
OUR_CPPFLAGS += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
OUR_LDFLAGS += -pie -Wl,-z,relro,-z,now
else ifeq ($(VARIANT),static)
# not position-independent: nothing to relocate at every start of a CGI
OUR_CFLAGS += -O2 -fstack-protector-strong -fno-pie
OUR_CPPFLAGS += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
OUR_LDFLAGS += -no-pie
STATIC_LDFLAGS := -static
PKG_STATIC := --static
else ifeq ($(VARIANT),san)
OUR_CFLAGS += -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
OUR_LDFLAGS += -fsanitize=address,undefined
else ifeq ($(VARIANT),fuzz)
CC := clang
OUR_CFLAGS += -O1 -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all -fno-omit-frame-pointer
OUR_LDFLAGS += -fsanitize=fuzzer,address,undefined
endif

# asked at link time, so that `make deps` can come first; libcrypto first, since
# most names that are looked up at every start are its own
RESPONDER_LIBS = $(shell pkg-config $(PKG_STATIC) --libs \
	libcrypto sqlite3 jansson fcgi inih) -lm
CTL_LIBS = $(shell pkg-config $(PKG_STATIC) --libs \
	libcrypto jansson sqlite3 inih) -lm
FETCH_LIBS = $(shell pkg-config --libs libcurl)
CLIENT_LIBS = $(shell pkg-config --libs libcurl libcrypto jansson inih) -lm

objects = $(patsubst src/%.c,$(B)/%.o,$(wildcard src/$(1)/*.c))
LIBRARY := $(foreach d,base config http net weather store provider auth api \
	cli client,\
	$(call objects,$(d)))
MAINS := $(call objects,programs)
PROGRAMS := weather.fcgi weatherctl weather-fetch weather-client
TEST_TOOLS := $(patsubst tests/tools/%.c,$(B)/tools/%,\
	$(wildcard tests/tools/*.c))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(B)/t/%,\
	$(wildcard tests/unit/*_test.c))
REPLAYS := $(patsubst tests/fuzz/%_fuzz.c,$(B)/t/%_replay,\
	$(wildcard tests/fuzz/*_fuzz.c))
FUZZERS := $(patsubst tests/fuzz/%.c,build/fuzz/%,\
	$(wildcard tests/fuzz/*_fuzz.c))
C_FILES := $(wildcard src/*/*.[ch] tests/*/*.[ch])
SH_FILES = $(shell git ls-files | xargs grep -lE '^\#!.*(ba)?sh' --)
SQL_FILES := $(wildcard sql/*/*.sql)
OPENAPI_FILES := $(wildcard src/api/openapi/*.json src/api/openapi/*/*.json)

.PHONY: all deps deps-run run test check check-e2e check-san lint format \
	fuzz install uninstall clean help golden tests-built deps-idp test-idp
.DELETE_ON_ERROR:
.SECONDARY:

all: $(PROGRAMS:%=$(B)/bin/%) ## build build/bin/: weather.fcgi, weatherctl, weather-fetch, weather-client (STATIC=1: static)
ifneq ($(VARIANT),san)
	@ln -sfn $(VARIANT)/bin build/bin
endif

-include $(LIBRARY:.o=.d) $(MAINS:.o=.d)

# V=1 shows whole commands
Q := $(if $(V),,@)
SAY = @$(if $(V),:,echo)

include $(wildcard */targets.mk)

$(call objects,store): $(B)/gen/sql.h

# the installed programs look for weather-fetch and the gazetteer below PREFIX
$(B)/config/setting.o $(B)/programs/weatherctl_places.o: $(B)/prefix
.PHONY: FORCE
$(B)/prefix: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' > $@
FORCE:

$(B)/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(SAY) "  CC   $<"
	$(Q)$(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) $(OUR_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/gen/sql.h: sql/embed.awk $(SQL_FILES)
	@mkdir -p $(@D)
	$(SAY) "  SQL  $@"
	$(Q)awk -f sql/embed.awk $(SQL_FILES) > $@

$(B)/api/openapi_pieces.o: $(B)/gen/pieces.h

$(B)/gen/pieces.h: src/api/openapi/embed.awk $(OPENAPI_FILES)
	@mkdir -p $(@D)
	$(SAY) "  JSON $@"
	$(Q)awk -f $^ > $@

$(B)/libweather.a: $(LIBRARY)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

LINK = $(CC) $(OUR_CFLAGS) $(CFLAGS) $(OUR_LDFLAGS) $(LDFLAGS)

$(B)/bin/weather.fcgi: $(filter $(B)/programs/responder%,$(MAINS)) $(B)/libweather.a
	@mkdir -p $(@D)
	$(SAY) "  LINK $@"
	$(Q)$(LINK) $(STATIC_LDFLAGS) -o $@ $^ $(RESPONDER_LIBS)

$(B)/bin/weatherctl: $(filter $(B)/programs/weatherctl%,$(MAINS)) $(B)/libweather.a
	@mkdir -p $(@D)
	$(SAY) "  LINK $@"
	$(Q)$(LINK) $(STATIC_LDFLAGS) -o $@ $^ $(CTL_LIBS)

# always dynamic: libcurl brings name resolution, which a static glibc lacks
$(B)/bin/weather-fetch: $(B)/programs/weather_fetch_main.o $(B)/libweather.a
	@mkdir -p $(@D)
	$(SAY) "  LINK $@"
	$(Q)$(LINK) -o $@ $^ $(FETCH_LIBS)

# whatever it frees is wiped first
$(B)/bin/weather-client: OUR_LDFLAGS += -Wl,--wrap=free,--wrap=realloc
$(B)/bin/weather-client: $(filter $(B)/programs/weather_client%,$(MAINS)) $(B)/libweather.a
	@mkdir -p $(@D)
	$(SAY) "  LINK $@"
	$(Q)$(LINK) -o $@ $^ $(CLIENT_LIBS)

TEST_CC = $(CC) $(OUR_CPPFLAGS) $(CPPFLAGS) -Itests $(OUR_CFLAGS) $(CFLAGS) \
	$(OUR_LDFLAGS) $(LDFLAGS)

$(B)/t/%_test: tests/unit/%_test.c $(B)/libweather.a $(wildcard tests/unit/*.h)
	@mkdir -p $(@D)
	$(SAY) "  TEST $@"
	$(Q)$(TEST_CC) $(STATIC_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(RESPONDER_LIBS)

$(B)/t/torture%: OUR_LDFLAGS += \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
# what speaks HTTP is never static
CURL_TESTS := $(addprefix $(B)/t/,remote_test)
$(CURL_TESTS): STATIC_LDFLAGS =
$(CURL_TESTS): RESPONDER_LIBS += $(FETCH_LIBS)
$(B)/t/token_memo%: OUR_LDFLAGS += \
	-Wl,--wrap=signature_verify,--wrap=jwt_read_header
$(B)/t/turn_test: OUR_LDFLAGS += -Wl,--wrap=semtimedop

$(B)/t/%_replay: tests/fuzz/%_fuzz.c tests/fuzz/replay.c $(B)/libweather.a
	@mkdir -p $(@D)
	$(SAY) "  TEST $@"
	$(Q)$(TEST_CC) $(STATIC_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(RESPONDER_LIBS)

$(B)/tools/%: tests/tools/%.c $(B)/libweather.a $(wildcard tests/tools/*.h)
	@mkdir -p $(@D)
	$(SAY) "  TEST $@"
	$(Q)$(TEST_CC) $(STATIC_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(RESPONDER_LIBS)

build/fuzz/%_fuzz: tests/fuzz/%_fuzz.c $(B)/libweather.a
	@mkdir -p $(@D)
	$(SAY) "  FUZZ $@"
	$(Q)$(TEST_CC) -o $@ $(filter %.c %.a,$^) $(RESPONDER_LIBS)

deps: ## install missing packages for building, running and testing (apt, as root; else prints the line)
	@sh tests/deps.sh $(TEST_PACKAGES)

deps-run:
	@sh tests/deps.sh $(RUN_PACKAGES)

deps-idp:
	@sh tests/deps.sh $(TEST_PACKAGES) $(IDP_PACKAGES)
	@$(MAKE) --no-print-directory build/idp/installed

build/idp/installed: tests/idp/package.json tests/idp/package-lock.json
	@mkdir -p $(@D)
	$(SAY) "  NPM  $(@D)"
	$(Q)cp $^ $(@D)/
	$(Q)cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund \
		--loglevel=error
	@touch $@

run: deps-run ## build, make a demo with real weather, start lighttpd on 127.0.0.1:8080 (PORT=), print curl lines
	@$(MAKE) --no-print-directory all
	@B=$(B) PORT=$(or $(PORT),8080) exec bash tests/demo/run.sh

tests-built: all $(UNIT_TESTS) $(REPLAYS) $(TEST_TOOLS)

PROVE = WEATHER_BUILD=$(abspath $(B)) prove --timer -j2

ifdef T
check: $(B)/t/$(T)_test
	$(PROVE) -v $<
else
check: tests-built ## unit, golden, CGI, corpus replay, includes, banned, documents (T=name: one unit test)
	$(PROVE) $(filter-out $(B)/t/torture%,$(UNIT_TESTS)) $(REPLAYS) \
		$(wildcard tests/*.t tests/cgi/*.t tests/client/*.t tests/regress/*.t)
endif

check-e2e: tests-built ## real lighttpd and Apache, FastCGI and CGI; faults, the short form
	$(subst -j2,,$(PROVE)) --failures \
		$(sort $(wildcard tests/e2e/*.t tests/faults/*.t))

test-idp: deps-idp ## real identity providers, Glewlwyd and oidc-provider, and clients' libraries (installs them, and npm)
	@$(MAKE) --no-print-directory all
	@cp tests/idp/*.mjs build/idp/
	$(PROVE) $(sort $(wildcard tests/idp/*.t))

test: deps ## everything that must pass: check, check-e2e and, where npm is, test-idp, test-openapi, test-page
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory check-e2e
	@if command -v npm >/dev/null; then \
		$(MAKE) --no-print-directory test-idp && \
		$(MAKE) --no-print-directory test-openapi; else \
		echo "SKIPPED: test-idp and test-openapi, since npm is" \
		"missing (make test-idp installs it)"; fi
	@if command -v npm >/dev/null && command -v chromium >/dev/null; then \
		$(MAKE) --no-print-directory test-page; else \
		echo "SKIPPED: test-page, since npm or chromium is missing" \
		"(make test-page installs both)"; fi

check-san: ## the whole suite under address and undefined sanitizers
	@$(MAKE) --no-print-directory VARIANT=san check
	@$(MAKE) --no-print-directory VARIANT=san check-e2e

ifneq ($(VARIANT),fuzz)
fuzz: ## run the fuzz targets (TARGET=name, TIME=60 seconds each)
	@$(MAKE) --no-print-directory VARIANT=fuzz fuzz
else
fuzz: $(if $(TARGET),build/fuzz/$(TARGET)_fuzz,$(FUZZERS))
	@for f in $(if $(TARGET),build/fuzz/$(TARGET)_fuzz,$(FUZZERS)); do \
		n=$$(basename $$f _fuzz); mkdir -p build/fuzz/corpus/$$n; \
		echo "fuzz: $$n"; $$f -max_total_time=$(or $(TIME),60) \
		-print_final_stats=1 -artifact_prefix=build/fuzz/$$n- \
		build/fuzz/corpus/$$n tests/fuzz/corpus/$$n || exit 1; done
endif

lint: $(B)/gen/sql.h $(B)/gen/pieces.h ## clang-format, clang-tidy, cppcheck, shellcheck
	@echo clang-format
	$(Q)clang-format --dry-run -Werror $(C_FILES)
	@echo clang-tidy
	@printf '%s\n' $(filter %.c,$(C_FILES)) | xargs -P2 -I{} \
		clang-tidy --quiet {} -- $(OUR_CPPFLAGS) -Itests -std=c17 2>/dev/null
	@echo cppcheck
	$(Q)cppcheck --quiet --enable=warning,style,performance,portability \
		--inline-suppr --suppressions-list=tests/cppcheck.txt \
		--error-exitcode=1 --std=c11 -Isrc -Itests -I$(B)/gen $(filter src/%,$(filter %.c,$(C_FILES)))
	@echo shellcheck
	$(Q)shellcheck -x $(SH_FILES)

format: ## clang-format in place
	$(Q)clang-format -i $(C_FILES)

golden: tests-built ## rewrite the expected outputs; git diff shows what changed
	WEATHER_BUILD=$(abspath $(B)) GOLDEN=write prove tests/*.t tests/cgi/*.t \
		tests/e2e/lighttpd-fcgi.t

LIBEXEC = $(DESTDIR)$(PREFIX)/libexec/weather
SHARE = $(DESTDIR)$(PREFIX)/share/weather

install: all ## install below PREFIX (DESTDIR honoured); never overwrites a configuration
	install -d $(DESTDIR)$(PREFIX)/bin $(LIBEXEC) $(SHARE)/apache-conf \
		$(SHARE)/lighttpd-conf $(SHARE)/cgi-bin
	install -m 755 $(B)/bin/weatherctl $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(B)/bin/weather.fcgi $(B)/bin/weather-fetch $(LIBEXEC)/
	install -m 644 apache-conf/* $(SHARE)/apache-conf/
	install -m 644 lighttpd-conf/* $(SHARE)/lighttpd-conf/
	sed -i 's|/usr/local/|$(PREFIX)/|g' $(SHARE)/apache-conf/* \
		$(SHARE)/lighttpd-conf/*
	cp -R cgi-bin/. $(SHARE)/cgi-bin/
	sed 's|/usr/local/|$(PREFIX)/|' weather.conf.example \
		> $(SHARE)/weather.conf.example
	chmod 644 $(SHARE)/weather.conf.example
	$(if $(wildcard $(CITIES)),install -m 644 $(CITIES) $(SHARE)/)

uninstall: ## remove what install put there; keeps configuration and data
	rm -f $(DESTDIR)$(PREFIX)/bin/weatherctl
	rm -rf $(LIBEXEC) $(SHARE)

clean: ## remove build/
	rm -rf build

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(filter-out %.d,$(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /\1\t/' | \
		awk -F'\t' '{ printf "  %-12s %s\n", $$1, $$2 }'
