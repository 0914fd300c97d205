#include "base/buf.h"
#include "unit/prop.h"
#include "unit/tap.h"

static void
what_is_added_stands_there_in_order(void)
{
	struct buf buf;

	buf_init(&buf, 100);
	CHECK_INT(buf_as_str(&buf).len, 0);
	buf_z(&buf, "a");
	buf_add(&buf, "\0", 1);
	buf_str(&buf, STR_LIT("b"));
	buf_str(&buf, str_from(NULL));
	buf_printf(&buf, "%03d", 7);
	CHECK(str_eq(buf_as_str(&buf), STR_LIT("a\0b007")));
	CHECK(buf.at[buf.len] == '\0');
	CHECK(!buf.failed);
	buf_free(&buf);
	CHECK(!buf.at && buf.len == 0 && buf.max == 100);
}

static void
it_grows_to_its_maximum_and_not_beyond(void)
{
	struct buf buf;

	buf_init(&buf, 1000);
	for (int i = 0; i < 1000; i++)
		buf_add(&buf, "x", 1);
	CHECK(!buf.failed);
	CHECK_INT(buf.len, 1000);
	buf_add(&buf, "", 0);
	CHECK(!buf.failed);
	buf_add(&buf, "x", 1);
	CHECK(buf.failed);
	CHECK_INT(buf.len, 1000);
	buf_free(&buf);
}

static void
a_failure_is_remembered_until_cleared(void)
{
	struct buf buf;

	buf_init(&buf, 5);
	buf_z(&buf, "abc");
	buf_z(&buf, "defg");
	CHECK(buf.failed);
	buf_z(&buf, "d");
	buf_printf(&buf, "%d", 1);
	CHECK(str_is(buf_as_str(&buf), "abc"));
	buf_clear(&buf);
	CHECK(!buf.failed);
	buf_printf(&buf, "%s", "12345");
	CHECK(!buf.failed);
	CHECK(str_is(buf_as_str(&buf), "12345"));
	buf_printf(&buf, "%d", 6);
	CHECK(buf.failed);
	buf_free(&buf);
}

static void
a_zeroed_buffer_holds_nothing(void)
{
	struct buf buf = {0};

	buf_z(&buf, "x");
	CHECK(buf.failed);
	buf_free(&buf);
}

static void
room_is_made_at_once_and_within_the_maximum(void)
{
	struct buf buf;
	const char *at;

	buf_init(&buf, 1000);
	buf_reserve(&buf, 1000);
	CHECK(!buf.failed && buf.len == 0);
	at = buf.at;
	for (int i = 0; i < 1000; i++)
		buf_z(&buf, "x");
	CHECK(buf.at == at && !buf.failed);
	buf_reserve(&buf, 1);
	CHECK(buf.failed);
	buf_free(&buf);
}

static void
sizes_do_not_overflow(void)
{
	struct buf buf;

	buf_init(&buf, SIZE_MAX);
	buf_z(&buf, "x");
	buf_add(&buf, "", SIZE_MAX - 1);
	CHECK(buf.failed);
	buf_clear(&buf);
	buf_add(&buf, "", SIZE_MAX);
	CHECK(buf.failed);
	CHECK_INT(buf.len, 0);
	buf_free(&buf);
}

static void
any_pieces_make_their_concatenation(void)
{
	FOR_ALL(200)
	{
		char want[5000], piece[200];
		size_t len = 0;
		struct buf buf;

		buf_init(&buf, sizeof(want));
		for (size_t i = prop_below(25); i > 0; i--) {
			size_t n = prop_below(sizeof(piece));

			prop_bytes(piece, n);
			memcpy(want + len, piece, n);
			len += n;
			buf_add(&buf, piece, n);
		}
		CHECK(!buf.failed);
		CHECK(str_eq(buf_as_str(&buf), (struct str){want, len}));
		buf_free(&buf);
	}
}

int
main(void)
{
	RUN(what_is_added_stands_there_in_order);
	RUN(it_grows_to_its_maximum_and_not_beyond);
	RUN(a_failure_is_remembered_until_cleared);
	RUN(a_zeroed_buffer_holds_nothing);
	RUN(room_is_made_at_once_and_within_the_maximum);
	RUN(sizes_do_not_overflow);
	RUN(any_pieces_make_their_concatenation);
	DONE();
}
