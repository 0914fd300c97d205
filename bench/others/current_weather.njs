/*
 * Lets callers with a good token through to the static file of a city's
 * weather, by nginx's njs (njs.conf): there is no SQLite for it.  @KEY@ is
 * filled in with a SubjectPublicKeyInfo, since njs 0.7.9 imports no JWK.  Each
 * request has a machine of its own that is made as it was when nginx started,
 * so that nothing can be remembered, not even the imported key.
 *
 * It leaves out: the database and everything about weather, entity tags, the
 * deny-list, keys that change, request ids, problem documents, and the log.
 */
const der = Buffer.from('@KEY@', 'base64');
const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

async function claimsOf(token) {
	const parts = token.split('.');
	const header = JSON.parse(Buffer.from(parts[0], 'base64url'));
	if (parts.length !== 3 || header.alg !== 'RS256' ||
	    header.kid !== 'bench-key')
		throw new Error('no such key');
	const key = await crypto.subtle.importKey('spki', der, algorithm,
		false, ['verify']);
	if (!await crypto.subtle.verify(algorithm, key,
		Buffer.from(parts[2], 'base64url'), `${parts[0]}.${parts[1]}`))
		throw new Error('forged');
	const claims = JSON.parse(Buffer.from(parts[1], 'base64url'));
	const now = Date.now() / 1000;
	if (!(claims.exp > now) || claims.nbf > now ||
	    claims.iss !== 'https://id.example' ||
	    ![].concat(claims.aud).includes('weather'))
		throw new Error('not for us, or not now');
	return claims;
}

async function current(r) {
	let claims;
	try {
		const sent = r.headersIn.Authorization.split(' ');
		if (sent[0] !== 'Bearer')
			throw new Error('no bearer token');
		claims = await claimsOf(sent[1]);
	} catch (e) {
		r.headersOut['WWW-Authenticate'] = 'Bearer';
		r.return(401);
		return;
	}
	if (!(claims.scope || '').split(' ').includes('weather.read')) {
		r.return(403);
		return;
	}
	r.internalRedirect(r.uri.replace('/api/', '/files/'));
}

export default { current };
