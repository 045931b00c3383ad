/** The part of VS Code's SecretStorage that is used: encrypted by the system, and not in Settings Sync. */
export interface Secrets {
	get(name: string): PromiseLike<string | undefined>;
	store(name: string, value: string): PromiseLike<void>;
	delete(name: string): PromiseLike<void>;
}

/**
 * Keeps lens keys, each under the address it was entered for. So a key is bound to its server: after the setting has changed,
 * by whomever, the key of the old server is not found, and not sent.
 */
export interface KeyStore {
	read(serverUrl: string): PromiseLike<string | undefined>;
	save(serverUrl: string, key: string): PromiseLike<void>;
	remove(serverUrl: string): PromiseLike<void>;
}

export function keyStore(secrets: Secrets): KeyStore {
	return {
		read: (serverUrl) => secrets.get(secretName(serverUrl)),
		save: (serverUrl, key) => secrets.store(secretName(serverUrl), key),
		remove: (serverUrl) => secrets.delete(secretName(serverUrl)),
	};
}

/** The name of a server's secret, as the events of SecretStorage give it. */
export function secretName(serverUrl: string): string {
	return `lensai.key:${serverUrl}`;
}
