/**
 * What is remembered: preferences in this browser, drafts in this tab.  Both
 * may be forbidden or full; the page works without.
 */

const box = (storage, prefix) => ({
	get(name) {
		try {
			return JSON.parse(storage().getItem(prefix + name));
		} catch {
			return null;
		}
	},
	set(name, value) {
		try {
			if (value === null)
				storage().removeItem(prefix + name);
			else
				storage().setItem(prefix + name, JSON.stringify(value));
		} catch {
			// then it is forgotten
		}
	},
});

/** Units and the last place: kept until the browser forgets them. */
export const preferences = box(() => localStorage, 'weather.');

/** What is being typed: survives the way to the sign-in and back. */
export const drafts = box(() => sessionStorage, 'weather.draft.');
