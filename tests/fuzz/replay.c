/*
 * Runs a fuzz target over the files of its corpus, each twice, because state
 * left behind shows in the second run.  Links with any *_fuzz.c; NAME_replay
 * reads tests/fuzz/corpus/NAME/ below the current directory.
 */
#include "fuzz/fuzz.h"

#include <dirent.h>
#include <string.h>

static int
is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* A block of exactly the file's size, so that sanitizers see its end. */
static uint8_t *
read_whole(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *data = NULL;
	long end;

	if (!file)
		return NULL;
	if (fseek(file, 0, SEEK_END) == 0 && (end = ftell(file)) >= 0) {
		rewind(file);
		*size = (size_t)end;
		data = malloc(*size ? *size : 1);
		if (data && fread(data, 1, *size, file) != *size) {
			free(data);
			data = NULL;
		}
	}
	fclose(file);
	return data;
}

int
main(int argc, char **argv)
{
	const char *slash, *name, *end;
	struct dirent **files = NULL;
	char folder[4096], path[8192];
	int count, failed = 0;

	if (argc < 1)
		return 2;
	slash = strrchr(argv[0], '/');
	name = slash ? slash + 1 : argv[0];
	end = strstr(name, "_replay");
	snprintf(folder, sizeof(folder), "tests/fuzz/corpus/%.*s",
		(int)(end ? (size_t)(end - name) : strlen(name)), name);
	count = scandir(folder, &files, is_visible, alphasort);
	if (count <= 0) {
		printf("1..1\nnot ok 1 - there are files in %s\n", folder);
		free(files);
		return 1;
	}
	printf("1..%d\n", count);
	for (int i = 0; i < count; i++) {
		uint8_t *data;
		size_t size = 0;

		snprintf(path, sizeof(path), "%s/%s", folder, files[i]->d_name);
		/* A crash must leave the name of its file. */
		printf("# %s\n", path);
		fflush(stdout);
		data = read_whole(path, &size);
		if (data) {
			LLVMFuzzerTestOneInput(data, size);
			LLVMFuzzerTestOneInput(data, size);
		} else {
			failed = 1;
		}
		printf("%sok %d - %s\n", data ? "" : "not ", i + 1,
			files[i]->d_name);
		free(data);
		free(files[i]);
	}
	free(files);
	return failed;
}
