# What make install does for people: manual pages, weather-client and its
# completion.
MANUAL = $(DESTDIR)$(PREFIX)/share/man
MAN = $(MANUAL)/man1
BASH_COMPLETION = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_COMPLETION = $(DESTDIR)$(PREFIX)/share/zsh/site-functions

.PHONY: install-client uninstall-client
install: install-client
install-client: all
	install -d $(DESTDIR)$(PREFIX)/bin $(MAN) $(BASH_COMPLETION) \
		$(ZSH_COMPLETION) $(DESTDIR)$(PREFIX)/share/weather
	install -m 755 $(B)/bin/weather-client $(DESTDIR)$(PREFIX)/bin/
	install -d $(MANUAL)/man5 $(MANUAL)/man8
	install -m 644 docs/weather-client.1 $(MAN)/
	sed 's|/usr/local/|$(PREFIX)/|' docs/weather.conf.5 \
		> $(MANUAL)/man5/weather.conf.5
	chmod 644 $(MANUAL)/man5/weather.conf.5
	install -m 644 docs/*.8 $(MANUAL)/man8/
	install -m 644 weather-client.conf.example \
		$(DESTDIR)$(PREFIX)/share/weather/
	$(B)/bin/weather-client completion bash \
		> $(BASH_COMPLETION)/weather-client
	$(B)/bin/weather-client completion zsh \
		> $(ZSH_COMPLETION)/_weather-client
	chmod 644 $(BASH_COMPLETION)/weather-client \
		$(ZSH_COMPLETION)/_weather-client

uninstall: uninstall-client
uninstall-client:
	rm -f $(DESTDIR)$(PREFIX)/bin/weather-client \
		$(MAN)/weather-client.1 $(MANUAL)/man5/weather.conf.5 \
		$(patsubst docs/%,$(MANUAL)/man8/%,$(wildcard docs/*.8)) \
		$(BASH_COMPLETION)/weather-client \
		$(ZSH_COMPLETION)/_weather-client

