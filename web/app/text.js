/** The words of strings.js with their blanks filled in. */
import { strings } from '../strings.js';

/** The language of the words, in the reader's own kind of it. */
export const locale =
	navigator.languages.find((one) => one.split('-')[0] === strings.language) ??
	strings.language;

/**
 * @param {string} key of strings.js
 * @param {Object} values for the {names} in it
 * @returns {string}
 */
export function t(key, values = {}) {
	const text = strings[key];
	if (text === undefined)
		throw new Error(`no string ${key}`);
	return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** t(), or null when there is no such string. */
export const tMaybe = (key, values) =>
	strings[key] === undefined ? null : t(key, values);

const plural = new Intl.PluralRules(strings.language);

/** t() of `key.one`, `key.other` and so on, whichever fits the number. */
export const tCount = (key, n, values = {}) =>
	t(`${key}.${plural.select(n)}`, { n: number(n), ...values });

/** A number as it is written here, with so many decimals at most. */
export const number = (value, decimals = 0) =>
	new Intl.NumberFormat(locale, { maximumFractionDigits: decimals }).format(
		// no minus before a nought
		Number(value.toFixed(decimals)) + 0,
	);
