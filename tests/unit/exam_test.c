#include "auth/exam.h"

#include "unit/tap.h"

/* Written out a second time on purpose: an order that changes, or a check
 * that is lost, must be seen. */
static void
the_checks_are_these_in_this_order(void)
{
	static const char *const names[] = {"form", "header", "issuer",
		"algorithm", "audience", "times", "version", "tenant", "kind",
		"client", "identity", "key", "key issuer", "signature",
		"binding", "deny-list"};
	struct exam_check check;

	for (size_t i = 0; i < COUNT(names); i++) {
		CHECK(exam_check_at(i, &check));
		CHECK_STR(check.name, names[i]);
		CHECK(check.promise && check.promise[0]);
	}
	CHECK(!exam_check_at(COUNT(names), &check));
	CHECK_STR(names[EXAM_CLAIMS - 1], "issuer");
	CHECK_STR(names[EXAM_OFFLINE], "key");
}

int
main(void)
{
	RUN(the_checks_are_these_in_this_order);
	DONE();
}
