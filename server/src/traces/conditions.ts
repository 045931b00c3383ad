/** What a listed call must meet: all that is given. */
export interface CallConditions {
	model?: string;
	status?: string;
	keyId?: string;
	provider?: string;
	user?: string;
	session?: string;
	environment?: string;
	/** One of the call's tags. */
	tag?: string;
	/** The call's metadata has it; with `metadataValue`, and with that value. */
	metadataKey?: string;
	metadataValue?: string;
	traceId?: string;
	callSite?: string;
	cache?: string;
}

/** A key of metadata that is absent reads as an empty value, so that it is asked for beside its value. */
const sql: Readonly<Record<keyof CallConditions, string>> = {
	model: "model = {model:String}",
	status: "status = {status:String}",
	keyId: "keyId = {keyId:UUID}",
	provider: "provider = {provider:String}",
	user: "user = {user:String}",
	session: "session = {session:String}",
	environment: "environment = {environment:String}",
	tag: "has(tags, {tag:String})",
	metadataKey: "mapContains(metadata, {metadataKey:String})",
	metadataValue: "metadata[{metadataKey:String}] = {metadataValue:String}",
	traceId: "traceId = {traceId:String}",
	callSite: "callSite = {callSite:String}",
	cache: "cache = {cache:String}",
};

/** SQL for each condition that is given, and its value, to be bound under the condition's name. */
export function conditionsFor(call: CallConditions): { conditions: string[]; params: Record<string, string> } {
	const conditions: string[] = [];
	const params: Record<string, string> = {};
	for (const name of Object.keys(sql) as (keyof CallConditions)[]) {
		const value = call[name];
		if (value === undefined) continue;
		conditions.push(sql[name]);
		params[name] = value;
	}
	return { conditions, params };
}
