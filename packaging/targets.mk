# The Debian package, built from a copy of what git knows.

DEB := build/deb/weather-fcgi-$(VERSION)

.PHONY: deb deps-deb

deps-deb:
	@sh tests/deps.sh $(TEST_PACKAGES) debhelper dpkg-dev lintian

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
