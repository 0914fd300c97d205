// What an answer of the service must be, by its OpenAPI document.
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export const load = (document) => {
	const ajv = new Ajv2020({ strict: false, allErrors: true });
	const compiled = new Map();
	const operations = [];

	addFormats(ajv);
	ajv.addSchema(document, 'document');

	const resolve = (value) =>
		value?.$ref
			? resolve(
					value.$ref
						.slice(2)
						.split('/')
						.reduce((at, part) => at[part], document)
				)
			: value;

	// A check of the schema that is at pointer in the document.
	const validator = (schema) => {
		if (!compiled.has(schema)) {
			const absolute = JSON.parse(
				JSON.stringify(schema).replaceAll('"#/', '"document#/')
			);
			compiled.set(schema, ajv.compile(absolute));
		}
		return compiled.get(schema);
	};
	const faults = (schema, value) => {
		const check = validator(schema);
		return check(value)
			? []
			: check.errors.map((e) => `${e.instancePath} ${e.message}`);
	};

	for (const [path, item] of Object.entries(document.paths))
		for (const [method, operation] of Object.entries(item))
			operations.push({
				path,
				method: method.toUpperCase(),
				id: operation.operationId,
				pattern: new RegExp(
					`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`
				),
				parameters: operation.parameters.map(resolve),
				requestBody: operation.requestBody,
				responses: operation.responses,
				security: operation.security,
			});

	const coerced = (schema, text) =>
		resolve(schema).type === 'integer' && /^-?\d+$/.test(text)
			? Number(text)
			: text;

	const headerFaults = (name, wanted, got) => {
		if (got === undefined)
			return wanted.required ? [`${name} is missing`] : [];
		return faults(wanted.schema, coerced(wanted.schema, got)).map(
			(fault) => `${name} "${got}"${fault}`
		);
	};

	const bodyFaults = (content, type, body) => {
		const media = content?.[type];
		if (!content) return body === '' ? [] : ['there is a body'];
		if (!media) return [`Content-Type ${type} is not documented`];
		if (!/[/+]json$/.test(type)) return faults(media.schema, body);
		try {
			return faults(media.schema, JSON.parse(body));
		} catch (error) {
			return [`the body is no JSON: ${error.message}`];
		}
	};

	// What HTTP, CORS and the web server say everywhere.
	const EVERYWHERE =
		/^(?:x-request-id|cache-control|vary|allow|access-control-.*|content-.*|date|server|connection|keep-alive|transfer-encoding|accept-ranges|status|upgrade)$/;

	const unknownHeaders = (documented, headers) => {
		const names = Object.keys(documented).map((n) => n.toLowerCase());
		return Object.keys(headers)
			.filter((n) => !EVERYWHERE.test(n) && !names.includes(n))
			.map((name) => `${name} is not documented`);
	};

	// What is wrong with an answer; headers by name in small letters.
	const answerFaults = (operation, isHead, status, headers, body) => {
		const response = resolve(operation.responses[status]);
		const found = [];
		if (!response) return [`status ${status} is not documented`];
		for (const [name, header] of Object.entries(response.headers ?? {}))
			found.push(
				...headerFaults(
					name,
					resolve(header),
					headers[name.toLowerCase()]
				)
			);
		found.push(...unknownHeaders(response.headers ?? {}, headers));
		if (isHead) return body === '' ? found : [...found, 'HEAD has a body'];
		found.push(
			...bodyFaults(response.content, headers['content-type'], body)
		);
		return found;
	};

	return { operations, faults, answerFaults, resolve, coerced };
};
