# The Debian package, built from a copy of what git knows.

DEB := build/deb/weather-fcgi-$(VERSION)

.PHONY: deb deps-deb check-deb bundle

deps-deb:
	@sh tests/deps.sh $(TEST_PACKAGES) debhelper dpkg-dev lintian \
		debootstrap systemd

deb: deps-deb web-if-possible ## build the Debian package in build/deb and let lintian look at it
	@rm -rf build/deb
	@mkdir -p $(DEB)
	$(Q)git archive HEAD | tar -x -C $(DEB)
	$(Q)cp -R packaging/debian $(DEB)/debian
	$(Q)[ ! -d build/web ] || { mkdir -p $(DEB)/build && \
		cp -R build/web build/npm $(DEB)/build/; }
	$(Q)printf '%s\n' 'weather-fcgi ($(VERSION)) unstable; urgency=medium' '' \
		'  * The tree of this version.' '' \
		" -- The weather service's maintainers <weather@localhost.invalid>  $$(git log -1 --format=%cD)" \
		> $(DEB)/debian/changelog
	$(Q)mkdir -p $(DEB)/debian/source && \
		echo '3.0 (native)' > $(DEB)/debian/source/format
	$(Q)cd $(DEB) && dpkg-buildpackage -us -uc -b
	$(Q)lintian --fail-on error,warning --info \
		build/deb/weather-fcgi_$(VERSION)_*.deb

check-deb: deb ## install, serve, upgrade, remove and purge that package on a bare Debian 12 (needs root and Debian's archive)
	prove -v packaging/check-deb.t

# What is uploaded to a shared host (docs/shared-hosting.md): one folder, of
# which public_html/ is for the web server and the rest is not.
BUNDLE := weather-$(VERSION)-$(shell uname -m)
BUNDLED := build/bundle/weather
BUNDLED_PROGRAMS := weather.fcgi weatherctl weather-fetch

bundle: web-if-possible ## make build/bundle/weather-VERSION-MACHINE.tar.gz, which a shared host takes as it is
	@$(MAKE) --no-print-directory VARIANT=static B=build/static \
		$(BUNDLED_PROGRAMS:%=build/static/bin/%)
	@rm -rf build/bundle
	@mkdir -p $(BUNDLED)/public_html/cgi-bin
	$(Q)for name in $(BUNDLED_PROGRAMS); do \
		strip -o $(BUNDLED)/$$name build/static/bin/$$name || exit 1; \
		chmod 755 $(BUNDLED)/$$name; done
	$(Q)install -m 644 packaging/bundle/weather.conf weather.conf.example \
		docs/shared-hosting.md $(BUNDLED)/
	$(Q)[ ! -d build/web ] || cp -R build/web/. $(BUNDLED)/public_html/
	$(Q)install -m 644 cgi-bin/public_html.htaccess \
		$(BUNDLED)/public_html/.htaccess
	$(Q)install -m 644 cgi-bin/.htaccess $(BUNDLED)/public_html/cgi-bin/
	$(Q)install -m 755 cgi-bin/weather.cgi cgi-bin/weather.fcgi \
		$(BUNDLED)/public_html/cgi-bin/
	$(Q)cd build/bundle && tar --create --sort=name --owner=0 --group=0 \
		--numeric-owner --mode=u=rwX,go=rX --mtime=@$$(git log -1 \
		--format=%ct 2>/dev/null || date +%s) weather | \
		gzip -9n > $(BUNDLE).tar.gz
	@echo build/bundle/$(BUNDLE).tar.gz
