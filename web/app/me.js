/** Who the caller is for the API, and what they may do: GET /api/me. */
import { get } from './api.js';

let known = null;

/** Asks once; again after forgetMe(). */
export function me() {
	known ??= get('api/me').catch((error) => {
		known = null;
		throw error;
	});
	return known;
}

export function forgetMe() {
	known = null;
}

/** Whether they have the permission: read, write or admin. */
export const may = (who, permission) => who.permissions.includes(permission);
