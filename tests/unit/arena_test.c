#include "base/arena.h"
#include "unit/tap.h"

#include <stdint.h>

static void
pieces_are_zeroed_aligned_and_apart(void)
{
	struct arena *arena = arena_new(10000);
	char *a = arena_alloc(arena, 100), *b = arena_alloc(arena, 100);
	char zeros[100] = {0};

	CHECK(a && b && a != b);
	if (!a || !b)
		return;
	CHECK((uintptr_t)a % _Alignof(max_align_t) == 0);
	CHECK(memcmp(a, zeros, 100) == 0);
	memset(a, 'x', 100);
	CHECK(memcmp(b, zeros, 100) == 0);
	arena_free(arena);
}

static void
it_refuses_to_grow_past_its_limit(void)
{
	struct arena *arena = arena_new(1000);

	CHECK(arena_alloc(arena, 900));
	CHECK(!arena_alloc(arena, 200));
	CHECK(!arena_alloc(arena, SIZE_MAX));
	CHECK(!arena_alloc(arena, SIZE_MAX - 8));
	CHECK(!arena_array(arena, SIZE_MAX / 2, 4));
	CHECK(!arena_array(arena, SIZE_MAX / 4 + 2, 4));
	CHECK(!arena_copy(arena, (struct str){"x", SIZE_MAX}));
	CHECK(arena_alloc(arena, 10));
	arena_free(arena);
}

static void
empty_pieces_count_too(void)
{
	struct arena *arena = arena_new(1000);
	int count = 0;

	while (count < 10000 && arena_alloc(arena, 0))
		count++;
	CHECK(count > 0 && count < 1000);
	arena_free(arena);
}

static void
an_arena_without_a_limit_refuses_what_cannot_be(void)
{
	struct arena *arena = arena_new(SIZE_MAX);

	CHECK(!arena_alloc(arena, SIZE_MAX));
	CHECK(!arena_alloc(arena, SIZE_MAX - 8));
	CHECK(!arena_array(arena, SIZE_MAX, 2));
	CHECK(arena_alloc(arena, 16));
	arena_free(arena);
}

static void
a_reset_gives_the_room_back(void)
{
	struct arena *arena = arena_new(1000);

	for (int i = 0; i < 10; i++) {
		CHECK(arena_alloc(arena, 900));
		CHECK(!arena_alloc(arena, 900));
		arena_reset(arena);
	}
	arena_free(arena);
	arena_free(NULL);
}

static void
copies_end_in_nul_and_keep_every_byte(void)
{
	struct arena *arena = arena_new(1000);
	struct str copy;

	CHECK(arena_str(arena, STR_LIT("a\0b"), &copy));
	CHECK(str_eq(copy, STR_LIT("a\0b")));
	CHECK(copy.at[3] == '\0');
	CHECK(arena_str(arena, str_from(NULL), &copy));
	CHECK(copy.len == 0 && copy.at && copy.at[0] == '\0');
	CHECK_STR(arena_copy(arena, STR_LIT("copy")), "copy");
	CHECK_STR(arena_printf(arena, "%s-%d", "x", 7), "x-7");
	CHECK_STR(arena_printf(arena, "%s", ""), "");
	arena_free(arena);
}

static void
what_is_printed_may_be_of_any_length(void)
{
	struct arena *arena = arena_new(8192);

	for (int len = 250; len < 262; len++) {
		const char *text = arena_printf(arena, "%0*d", len, 7);

		CHECK_INT(strlen(text), len);
		CHECK_INT(strspn(text, "0"), len - 1);
		CHECK_STR(text + len - 1, "7");
	}
	arena_free(arena);
}

static void
a_failed_copy_is_empty(void)
{
	struct arena *arena = arena_new(30);
	struct str copy = STR_LIT("old");

	CHECK(!arena_str(
		arena, STR_LIT("far more than thirty bytes of text"), &copy));
	CHECK(!copy.at && copy.len == 0);
	CHECK(!arena_printf(arena, "%100d", 1));
	CHECK(arena_str(arena, STR_LIT("short"), &copy));
	arena_free(arena);
}

int
main(void)
{
	RUN(pieces_are_zeroed_aligned_and_apart);
	RUN(it_refuses_to_grow_past_its_limit);
	RUN(empty_pieces_count_too);
	RUN(an_arena_without_a_limit_refuses_what_cannot_be);
	RUN(a_reset_gives_the_room_back);
	RUN(copies_end_in_nul_and_keep_every_byte);
	RUN(what_is_printed_may_be_of_any_length);
	RUN(a_failed_copy_is_empty);
	DONE();
}
