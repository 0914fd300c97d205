#include "auth/claims_copy.h"

#include <string.h>

/* Every member that points to something, but the issuer: a new one belongs
 * here as well. */
enum { TEXTS = 13, LISTS = 3 };
_Static_assert(sizeof(struct claims) ==
		       sizeof(struct issuer *) +
			       LISTS * sizeof(struct str_list) +
			       TEXTS * sizeof(struct str) + 3 * sizeof(double) +
			       3 * 8, /* the bools */
	"the lists of claims_copy.c are complete");

static void
list_texts(struct claims *claims, struct str *texts[TEXTS])
{
	struct str *all[TEXTS] = {&claims->subject, &claims->identity,
		&claims->tenant, &claims->client, &claims->azp, &claims->appid,
		&claims->client_id, &claims->object_id, &claims->name,
		&claims->version, &claims->idtyp, &claims->jti, &claims->uti};

	memcpy(texts, all, sizeof(all));
}

static void
list_lists(struct claims *claims, struct str_list *lists[LISTS])
{
	struct str_list *all[LISTS] = {
		&claims->audiences, &claims->scopes, &claims->roles};

	memcpy(lists, all, sizeof(all));
}

size_t
claims_copy_size(const struct claims *claims)
{
	struct claims all = *claims;
	struct str_list *lists[LISTS];
	struct str *texts[TEXTS];
	size_t size = 0;

	list_texts(&all, texts);
	list_lists(&all, lists);
	for (size_t i = 0; i < TEXTS; i++)
		size += texts[i]->len;
	for (size_t i = 0; i < LISTS; i++) {
		size += lists[i]->count * sizeof(struct str);
		for (size_t k = 0; k < lists[i]->count; k++)
			size += lists[i]->at[k].len;
	}
	return size;
}

/* An empty text that was there stays one that was there. */
static void
move(struct str *text, char **room)
{
	if (!text->at)
		return;
	memcpy(*room, text->at, text->len);
	text->at = *room;
	*room += text->len;
}

void
claims_copy(const struct claims *claims, void *room, struct claims *to)
{
	struct str_list *lists[LISTS];
	struct str *texts[TEXTS];
	struct str *words = room;
	char *bytes;

	*to = *claims;
	list_texts(to, texts);
	list_lists(to, lists);
	for (size_t i = 0; i < LISTS; i++) {
		if (lists[i]->count)
			memcpy(words, lists[i]->at,
				lists[i]->count * sizeof(*words));
		lists[i]->at = lists[i]->count ? words : NULL;
		words += lists[i]->count;
	}
	bytes = (char *)words;
	for (size_t i = 0; i < LISTS; i++)
		for (size_t k = 0; k < lists[i]->count; k++)
			move(&lists[i]->at[k], &bytes);
	for (size_t i = 0; i < TEXTS; i++)
		move(texts[i], &bytes);
}
