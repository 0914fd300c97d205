# The page: web/ as it is, with the browser builds of its libraries beside it,
# in build/web.  npm installs the libraries into build/npm/web.

PAGE := build/web
PAGE_NPM := build/npm/web
PAGE_LICENCES := oidc-client-ts jwt-decode uplot swagger-ui-dist
# of Swagger UI, which shows the API at /docs
DOCS_FILES := swagger-ui.css swagger-ui-bundle.js \
	swagger-ui-bundle.js.LICENSE.txt oauth2-redirect.html \
	oauth2-redirect.js
PAGE_FILES := $(filter-out web/targets.mk web/package%.json,\
	$(wildcard web/*.* web/*/*.* web/*/*/*.*))

# a browser build, which sets a variable, as a module: (file, variable, module)
page_module = $(Q)cd $(PAGE) && { cat ../npm/web/node_modules/$(1) && \
	echo && echo 'export default $(2);'; } > lib/$(3)

.PHONY: web web-if-possible install-web docs-ui

all: web-if-possible

web: $(PAGE_NPM)/complete ## put the page with its libraries into build/web (needs npm)
	@:

docs-ui: web ## put Swagger UI for /docs into build/web/swagger-ui, with the page (needs npm)

web-if-possible:
	@if ! command -v npm >/dev/null; then \
		echo "The page is left out, since npm is missing" \
			"(install it and run make web)"; \
	elif ! $(MAKE) --no-print-directory web; then \
		echo "The page is left out, since npm cannot install its" \
			"libraries (make web tries again)"; fi

build/npm/%/installed:
	@mkdir -p $(@D)
	$(SAY) "  NPM  $(@D)"
	$(Q)cp $^ $(@D)/
	$(Q)cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund \
		--loglevel=error
	@touch $@

build/npm/web/installed: web/package.json web/package-lock.json
build/npm/browser/installed: tests/browser/package.json \
	tests/browser/package-lock.json

$(PAGE_NPM)/complete: $(PAGE_NPM)/installed $(PAGE_FILES) web/targets.mk
	$(SAY) "  WEB  $(PAGE)"
	$(Q)rm -rf $(PAGE)
	$(Q)for file in $(patsubst web/%,%,$(PAGE_FILES)); do \
		install -D -m 644 "web/$$file" "$(PAGE)/$$file" || exit 1; done
	$(Q)mkdir -p $(PAGE)/lib
	$(Q)for name in $(PAGE_LICENCES); do \
		cp $(PAGE_NPM)/node_modules/$$name/LICENSE \
			$(PAGE)/lib/$$name.LICENSE.txt || exit 1; done
	$(Q)cp $(PAGE_NPM)/node_modules/uplot/dist/uPlot.min.css \
		$(PAGE)/lib/uplot.css
	$(Q)for file in $(DOCS_FILES); do \
		install -m 644 $(PAGE_NPM)/node_modules/swagger-ui-dist/$$file \
			$(PAGE)/swagger-ui/ || exit 1; done
	$(call page_module,oidc-client-ts/dist/browser/oidc-client-ts.min.js,oidc,oidc-client-ts.js)
	$(call page_module,uplot/dist/uPlot.iife.min.js,uPlot,uplot.js)
	@touch $@

install: install-web

install-web: all
	$(Q)if [ -e $(PAGE_NPM)/complete ]; then \
		mkdir -p $(SHARE)/web && cp -R $(PAGE)/. $(SHARE)/web/; else \
		echo "The page is not installed: there is no $(PAGE)"; fi

# --- the page in a real browser ---

BROWSER := build/npm/browser
BROWSER_PACKAGES := chromium fonts-dejavu-core

.PHONY: deps-page test-page

deps-page: deps-idp
	@sh tests/deps.sh $(BROWSER_PACKAGES)
	@$(MAKE) --no-print-directory web $(BROWSER)/installed

test-page: deps-page ## the page in Chromium behind lighttpd and Apache, with oidc-provider (installs them); pictures in build/page
	@$(MAKE) --no-print-directory all
	@cp tests/browser/*.mjs $(BROWSER)/
	@ln -sfn ../../../idp/node_modules/oidc-provider \
		$(BROWSER)/node_modules/oidc-provider
	$(subst -j2,,$(PROVE)) --failures $(sort $(wildcard tests/browser/*.t))
