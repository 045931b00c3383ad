import { noteProviderKey } from "../support/kept";
import { startServer } from "../support/server";
import { signIn } from "../support/sign-in";
import { until } from "../support/until";
import { hanging, startUpstream } from "../support/upstream";

// Calls with a key of the vault, lens keys in every place and a key of the server are in flight when the server's process is aborted,
// as by a failure of the engine in it. What it leaves is the crash's: its data folder, its last words, a dump where the system makes one.
const vaultKey = `sk-crash-of-the-vault-${crypto.randomUUID()}`;
noteProviderKey(vaultKey);
const upstream = await startUpstream(hanging);
const env = {
	LENSAI_UPSTREAM_OPENAI: upstream.url,
	LENSAI_UPSTREAM_GROQ: new URL(upstream.url).origin,
	GROQ_API_KEY: `gsk-crash-of-the-server-${crypto.randomUUID()}`,
	LENSAI_LOG_LEVEL: "debug",
};
const server = await startServer({ env });
const owner = await signIn(server);
const lensKey = (await owner.createKey("crash")).secret;
await fetch(`${server.url}/api/v1/provider-keys`, {
	method: "POST",
	headers: { cookie: owner.cookie, "content-type": "application/json" },
	body: JSON.stringify({ provider: "openai", name: "main", secret: vaultKey }),
});
const call = (path: string, headers: Record<string, string>) =>
	fetch(server.url + path, {
		method: "POST",
		headers: { "content-type": "application/json", ...headers },
		body: JSON.stringify({ model: "gpt-4o", stream: true, messages: [{ role: "user", content: "Hi" }] }),
	}).catch(() => undefined);
const calls = [
	call("/openai/v1/chat/completions", { authorization: `Bearer ${lensKey}` }),
	call(`/groq/openai/v1/chat/completions?key=${lensKey}`, { "x-lensai-key": lensKey }),
	call("/openai/v1/chat/completions", { "x-lensai-key": lensKey, authorization: "Bearer sk-crash-of-the-caller" }),
];
await until(() => upstream.requests.length === calls.length);
process.kill(server.pid, "SIGABRT");
await Promise.all(calls);
await server.kill();
upstream.close();
process.exit(0);
