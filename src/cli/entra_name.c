#include "cli/entra_name.h"

#include "base/url.h"
#include "base/uuid.h"

#include <string.h>

bool
entra_name_from(struct str iss, struct entra_name *name)
{
	struct url url;
	struct str rest, word;

	memset(name, 0, sizeof(*name));
	if (!url_parse(iss, &url) || !url.path.len)
		return false;
	name->host = url.host;
	rest = (struct str){url.path.at + 1, url.path.len - 1};
	str_cut(&rest, '/', &word);
	name->tenant = word;
	if (str_is(word, "tfp")) {
		str_cut(&rest, '/', &name->tenant);
		str_cut(&rest, '/', &name->policy);
	}
	name->version = str_is(rest, "v2.0") || str_is(rest, "v2.0/") ? 2 : 1;
	return uuid_is_valid(name->tenant) && (name->version == 2 || !rest.len);
}
