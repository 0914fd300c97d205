#include "client/form.h"

#include "unit/prop.h"
#include "unit/tap.h"

static struct arena *arena;

static struct str
encoded(const char *text, struct buf *out)
{
	buf_init(out, 4096);
	form_encode(out, str_from(text));
	return buf_as_str(out);
}

static void
what_is_reserved_is_encoded(void)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"abc-._~", "abc-._~"},
		{"a b", "a+b"},
		{"+&=%", "%2B%26%3D%25"},
		{":/?#", "%3A%2F%3F%23"},
		{"\xC3\xA4", "%C3%A4"},
		{"\r\n\"", "%0D%0A%22"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out;

		CHECK(str_is(encoded(cases[i].in, &out), cases[i].out));
		buf_free(&out);
	}
}

static void
pairs_are_joined(void)
{
	struct buf out;

	buf_init(&out, 100);
	form_add(&out, "a", STR_LIT("1 2"));
	form_add(&out, "empty", STR_LIT(""));
	form_add(&out, "b", STR_LIT("3"));
	CHECK_STR(out.at, "a=1+2&b=3");
	buf_clear(&out);
	buf_z(&out, "https://a/b?");
	form_add(&out, "c", STR_LIT("d"));
	CHECK_STR(out.at, "https://a/b?c=d");
	buf_free(&out);
}

static void
a_blank_in_a_path_is_no_plus(void)
{
	struct buf out;

	buf_init(&out, 100);
	form_encode_url(&out, STR_LIT("San Jos\xC3\xA9"));
	CHECK_STR(out.at, "San%20Jos%C3%A9");
	buf_free(&out);
}

static void
a_value_is_found_once(void)
{
	struct str value;

	CHECK(form_find(STR_LIT("a=1&b=2%203&c"), "b", arena, &value));
	CHECK(str_is(value, "2 3"));
	CHECK(form_find(STR_LIT("a=+"), "a", arena, &value));
	CHECK(str_is(value, " "));
	CHECK(form_find(STR_LIT("%61=1"), "a", arena, &value));
	CHECK(!form_find(STR_LIT("a=1&a=1"), "a", arena, &value));
	CHECK(!form_find(STR_LIT("a=1&b=2"), "c", arena, &value));
	CHECK(!form_find(STR_LIT("a=%2"), "a", arena, &value));
	CHECK(!form_find(STR_LIT("a=%zz"), "a", arena, &value));
	CHECK(!form_find(STR_LIT("a=%00"), "a", arena, &value));
	CHECK(!form_find(STR_LIT("a"), "a", arena, &value));
	CHECK(!form_find(STR_LIT(""), "a", arena, &value));
}

static void
what_was_encoded_is_found_again(void)
{
	FOR_ALL(2000)
	{
		char text[40];
		size_t len = prop_below(sizeof(text));
		struct str value;
		struct buf out;

		prop_bytes(text, len);
		for (size_t i = 0; i < len; i++)
			text[i] = text[i] ? text[i] : 'x';
		buf_init(&out, 4096);
		form_add(&out, "before", STR_LIT("&="));
		form_add(&out, "it", (struct str){text, len});
		CHECK(!len ==
			!form_find(buf_as_str(&out), "it", arena, &value));
		CHECK(str_eq(value, (struct str){text, len}));
		buf_free(&out);
		arena_reset(arena);
	}
}

int
main(void)
{
	arena = arena_new(1 << 20);
	RUN(what_is_reserved_is_encoded);
	RUN(pairs_are_joined);
	RUN(a_blank_in_a_path_is_no_plus);
	RUN(a_value_is_found_once);
	RUN(what_was_encoded_is_found_again);
	arena_free(arena);
	DONE();
}
