#include "api/me.h"

#include "base/json.h"
#include "store/principals.h"
#include "store/reports.h"

/* The permissions by name, in the order of their bits. */
static json_t *
permission_names(unsigned permissions)
{
	const struct policy_permission *all = policy_permissions;
	json_t *list = json_array();

	for (size_t i = 0; list && i < CONFIG_PERMISSIONS; i++)
		if ((permissions & all[i].bit) &&
			json_array_append_new(list, json_string(all[i].name))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

static enum err_kind
print_me(struct call *call, int64_t report_count, struct str *body,
	struct err *err)
{
	const struct principal *who = call->who;
	json_t *object = json_object();
	enum err_kind kind = OK;

	if (!object ||
		json_object_set_new(
			object, "id", json_string(who->public_id)) ||
		json_object_set_new(object, "name",
			who->name.len ? json_from_str(who->name)
				      : json_null()) ||
		json_object_set_new(object, "permissions",
			permission_names(who->permissions)) ||
		json_object_set_new(
			object, "reports", json_integer(report_count)))
		kind = fail_memory(err);
	if (kind == OK)
		kind = json_print(object, call->arena, body, err);
	json_decref(object);
	return kind;
}

enum err_kind
me(struct call *call, struct err *err)
{
	struct principal_key key = {
		call->who->issuer, call->who->tenant, call->who->subject};
	int64_t owner, count = 0;
	struct str body;
	enum err_kind kind;

	if ((kind = principals_find(call->store, &key, &owner, err)) != OK ||
		(owner && (kind = reports_count(
				   call->store, owner, &count, err)) != OK) ||
		(kind = print_me(call, count, &body, err)) != OK)
		return kind;
	response_json(call->res, 200, body);
	return OK;
}
