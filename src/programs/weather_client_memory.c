/*
 * Whatever this program frees is wiped first, in our code (linked with
 * --wrap=free and --wrap=realloc) and in the libraries that handle tokens.
 */
#include "client/wire.h"
#include "programs/weather_client.h"

#include <jansson.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

/* the linker's names for the two sides of --wrap */
void __real_free(void *block);
void __wrap_free(void *block);
void *__wrap_realloc(void *block, size_t size);

void
__wrap_free(void *block)
{
	if (block)
		OPENSSL_cleanse(block, malloc_usable_size(block));
	__real_free(block);
}

/* Never in place: the old bytes are wiped wherever the new ones are. */
void *
__wrap_realloc(void *block, size_t size)
{
	size_t old = block ? malloc_usable_size(block) : 0;
	void *more = malloc(size ? size : 1);

	if (!more)
		return NULL;
	if (old)
		memcpy(more, block, old < size ? old : size);
	__wrap_free(block);
	return more;
}

static void *
take(size_t size, const char *file, int line)
{
	(void)file, (void)line;
	return malloc(size);
}

static void *
resize(void *block, size_t size, const char *file, int line)
{
	(void)file, (void)line;
	if (size)
		return __wrap_realloc(block, size);
	__wrap_free(block);
	return NULL;
}

static void
release(void *block, const char *file, int line)
{
	(void)file, (void)line;
	__wrap_free(block);
}

bool
memory_start(void)
{
	static const struct wire_memory memory = {
		malloc, __wrap_free, __wrap_realloc, strdup, calloc};

	json_set_alloc_funcs(malloc, __wrap_free);
	return CRYPTO_set_mem_functions(take, resize, release) == 1 &&
	       wire_start(&memory);
}
