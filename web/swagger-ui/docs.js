// Shows the API's description at /docs with Swagger UI, and lets people sign in
// where the service says: by authorization code with PKCE.
(async () => {
	const place = document.getElementById('docs');
	const base = place.dataset.base;

	const get = async (url) => {
		const answer = await fetch(url);
		if (!answer.ok)
			throw new Error(`${url} answers ${answer.status}`);
		return answer.json();
	};

	// Where people sign in, or null: then tokens are pasted.
	const signIn = async () => {
		try {
			const config = await get(`${base}/api/config`);
			const metadata = await get(config.metadata_url);
			// nothing here renews a token
			const scopes = config.scopes.filter((s) => s !== 'offline_access');
			return { clientId: config.client_id, scopes, metadata };
		} catch (error) {
			console.info(`no sign-in: ${error.message}`);
			return null;
		}
	};

	// One way to sign in instead of all that clients may use, so that the
	// dialog asks no more than it must.
	const withSignIn = (spec, page) => {
		const { bearer } = spec.components.securitySchemes;
		const permitted = new Set(page?.scopes);
		spec.components.securitySchemes = { bearer };
		if (page)
			spec.components.securitySchemes.sign_in = {
				type: 'oauth2',
				description: `At ${page.metadata.issuer}.`,
				flows: {
					authorizationCode: {
						authorizationUrl: page.metadata.authorization_endpoint,
						tokenUrl: page.metadata.token_endpoint,
						scopes: Object.fromEntries(
							page.scopes.map((scope) => [scope, ''])
						),
					},
				},
			};
		for (const operations of Object.values(spec.paths))
			for (const operation of Object.values(operations)) {
				const scopes = operation.security
					.flatMap((one) => Object.values(one)[0])
					.filter((scope) => permitted.has(scope));
				if (operation.security.length)
					operation.security = [
						{ bearer: [] },
						...(page ? [{ sign_in: [...new Set(scopes)] }] : []),
					];
			}
		return spec;
	};

	const [spec, page] = await Promise.all([
		get(`${base}/openapi.json`),
		signIn(),
	]);
	const ui = window.SwaggerUIBundle({
		spec: withSignIn(spec, page),
		domNode: place,
		deepLinking: true,
		validatorUrl: null,
		oauth2RedirectUrl: `${location.origin}${base}/swagger-ui/oauth2-redirect.html`,
	});
	if (page)
		ui.initOAuth({
			clientId: page.clientId,
			scopes: page.scopes,
			usePkceWithAuthorizationCodeGrant: true,
		});
})();
