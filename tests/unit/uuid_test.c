#include "base/uuid.h"
#include "unit/prop.h"
#include "unit/tap.h"

/* The example of RFC 9562 A.6. */
static void
the_rfc_s_example_comes_out(void)
{
	static const unsigned char random[10] = {
		0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F};
	char out[UUID_LEN + 1];

	uuid7_print(0x017F22E279B0, random, out);
	CHECK_STR(out, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
}

static void
any_time_and_any_bytes_give_a_version_7(void)
{
	FOR_ALL(1000)
	{
		unsigned char random[10];
		char out[UUID_LEN + 1];

		prop_bytes(random, sizeof(random));
		uuid7_print((int64_t)prop_next(), random, out);
		CHECK(uuid_is_valid(str_from(out)));
		CHECK(out[14] == '7');
		CHECK(strchr("89ab", out[19]));
	}
}

static void
text_order_is_time_order(void)
{
	FOR_ALL(1000)
	{
		unsigned char low[10], high[10];
		char a[UUID_LEN + 1], b[UUID_LEN + 1];
		int64_t ms = prop_between(0, 0xFFFFFFFFFFFE);

		memset(low, 0xFF, sizeof(low));
		memset(high, 0, sizeof(high));
		uuid7_print(ms, low, a);
		uuid7_print(ms + 1, high, b);
		CHECK(strcmp(a, b) < 0);
	}
}

static void
its_time_reads_back(void)
{
	static const char *const bad[] = {"",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398",
		"017f22e2-79b0-7cc3-98c4-dc0c0c07398f0",
		"017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
		"017f22e279b0-7cc3-98c4-dc0c0c07398f-",
		"017g22e2-79b0-7cc3-98c4-dc0c0c07398f"};
	int64_t got;

	FOR_ALL(1000)
	{
		unsigned char random[10];
		char out[UUID_LEN + 1];
		int64_t ms = prop_between(0, 0xFFFFFFFFFFFF);

		prop_bytes(random, sizeof(random));
		uuid7_print(ms, random, out);
		CHECK(uuid_time(str_from(out), &got));
		CHECK_INT(got, ms);
	}
	for (size_t i = 0; i < COUNT(bad); i++) {
		CHECK(!uuid_time(str_from(bad[i]), &got));
		CHECK_INT(got, 0);
	}
}

static void
new_ones_differ(void)
{
	char a[UUID_LEN + 1], b[UUID_LEN + 1];
	struct err err = {0};

	CHECK_INT(uuid7_new(1000, a, &err), OK);
	CHECK_INT(uuid7_new(1000, b, &err), OK);
	CHECK(strcmp(a, b) != 0);
	CHECK(strncmp(a, b, 15) == 0);
}

static void
all_of_a_pool_differ_also_when_it_is_filled_anew(void)
{
	enum { MANY = 3 * COUNT(((struct uuid_pool *)0)->random) + 1 };
	static char ids[MANY][UUID_LEN + 1];
	struct uuid_pool pool = {0};
	struct err err = {0};

	for (size_t i = 0; i < MANY; i++) {
		CHECK_INT(uuid7_from(&pool, 1000, ids[i], &err), OK);
		CHECK(uuid_is_valid(str_from(ids[i])));
		CHECK_INT(ids[i][14], '7');
		for (size_t j = 0; j < i; j++)
			CHECK(strcmp(ids[i], ids[j]) != 0);
	}
}

static void
only_lower_case_8_4_4_4_12_is_valid(void)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{"017f22e2-79b0-7cc3-98c4-dc0c0c07398f", true},
		{"00000000-0000-0000-0000-000000000000", true},
		{"017F22e2-79b0-7cc3-98c4-dc0c0c07398f", false},
		{"017f22e2-79b0-7cc3-98c4-dc0c0c07398", false},
		{"017f22e2-79b0-7cc3-98c4-dc0c0c07398f0", false},
		{"017f22e2079b007cc3098c40dc0c0c07398f", false},
		{"017f22e-279b0-7cc3-98c4-dc0c0c07398f", false},
		{"017f22g2-79b0-7cc3-98c4-dc0c0c07398f", false},
		{"{17f22e2-79b0-7cc3-98c4-dc0c0c07398}", false},
		{"", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		CHECK_INT(
			uuid_is_valid(str_from(cases[i].text)), cases[i].good);
	CHECK(!uuid_is_valid(
		(struct str){"017f22e2-79b0-7cc3-98c4-dc0c0c0739\0f", 36}));
}

static void
random_bytes_fill_the_whole_block(void)
{
	static unsigned char block[70000];
	struct err err = {0};
	size_t zeros = 0;

	CHECK_INT(random_bytes(block, sizeof(block), &err), OK);
	for (size_t i = sizeof(block) - 1000; i < sizeof(block); i++)
		zeros += !block[i];
	/* 1000 / 256 are expected; more than 100 is beyond chance */
	CHECK(zeros < 100);
	CHECK_INT(random_bytes(NULL, 0, &err), OK);
}

int
main(void)
{
	RUN(the_rfc_s_example_comes_out);
	RUN(any_time_and_any_bytes_give_a_version_7);
	RUN(text_order_is_time_order);
	RUN(its_time_reads_back);
	RUN(new_ones_differ);
	RUN(all_of_a_pool_differ_also_when_it_is_filled_anew);
	RUN(only_lower_case_8_4_4_4_12_is_valid);
	RUN(random_bytes_fill_the_whole_block);
	DONE();
}
