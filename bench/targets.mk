# Measurements.  Nothing of it is built or run by make all, check or test.

C_FILES += $(wildcard bench/*.[ch])

$(B)/bench/%: bench/%.c $(B)/libweather.a
	@mkdir -p $(@D)
	$(SAY) "  BENCH $@"
	$(Q)$(TEST_CC) $(STATIC_LDFLAGS) -o $@ $(filter %.c %.a,$^) $(RESPONDER_LIBS)

.PHONY: bench-database
bench-database: $(B)/bench/database ## make a database of any size (ROWS=10000000 REPORTS=1000000 OUT=build/bench/large)
	@mkdir -p build/bench
	$(B)/bench/database $(or $(OUT),build/bench/large) \
		$(or $(ROWS),10000000) $(or $(REPORTS),1000000)

.PHONY: bench-growth
bench-growth: all $(B)/bench/database $(B)/bench/growth ## compare every GET with 10 million rows and with 10 thousand (OUT=build/bench: 1 GB)
	@sh bench/growth.sh $(B) $(or $(OUT),build/bench) \
		$(or $(ROWS),10000000) $(or $(REPORTS),1000000)
