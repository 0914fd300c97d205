/**
 * The report that is being written or corrected: kept in this tab until it is
 * stored, so that neither the way to the sign-in nor a lost connection takes
 * it away.
 */
import { drafts } from './store.js';

/**
 * What `name` ("new", or the id of a report) holds for its owner:
 * `values` of the fields; `key`, the Idempotency-Key; `isSent`, whether it was
 * sent and no answer came; `etag` of the report that is corrected.
 */
export function draftOf(name, owner) {
	const draft = drafts.get(name);
	// somebody else may have signed in meanwhile
	return draft?.owner === owner ? draft : null;
}

export const keepDraft = (name, owner, draft) =>
	drafts.set(name, { ...draft, owner });

export const dropDraft = (name) => drafts.set(name, null);
