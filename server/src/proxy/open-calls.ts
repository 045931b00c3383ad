import type { BodyReader } from "./body-reader";
import type { CallStart } from "./call-start";
import type { Answer, Dialect, OpenCall } from "./dialects/dialect";
import { responseSettlement } from "./dialects/openai-settlement";

/** Whose a provider's id is: two organizations may have keys of one account, and two providers may use one id. */
interface Owner {
	organizationId: string;
	provider: string;
}

/**
 * The calls that wait for a later look-up to tell their usage, in memory: at most so many, the oldest go first. After a restart,
 * or behind another server, a look-up finds none and counts nothing, so a call may stay without a cost but has never two.
 */
export interface OpenCalls {
	/** What of an answer counts, and for which call; see `openai-settlement.ts`. Call it once for each answer. */
	count(answer: Answer, asked: { owner: Owner; role: NonNullable<Dialect["outlasts"]>; call: OpenCall }): Answer;
	size(): number;
}

export function createOpenCalls({ maxCalls = 10_000 } = {}): OpenCalls {
	const open = new Map<string, OpenCall>();
	return {
		count(answer, { owner, role, call }) {
			const settlement = responseSettlement(role, answer);
			if (settlement.kind === "open") {
				open.set(nameOf(owner, settlement.responseId), call);
				for (const oldest of open.keys()) {
					if (open.size <= maxCalls) break;
					open.delete(oldest);
				}
			}
			if (role === "makes") return answer;
			const { usage: _, rawUsage: __, ...uncounted } = answer;
			if (settlement.kind !== "settles") return uncounted;
			const name = nameOf(owner, settlement.responseId);
			const settles = open.get(name);
			open.delete(name);
			return settles === undefined ? uncounted : { ...answer, settles };
		},
		size: () => open.size,
	};
}

interface Asked {
	callId: string;
	start: CallStart;
	role: Dialect["outlasts"];
}

/** The same reader, whose answer has only the usage that counts. */
export function countingOnce(reader: BodyReader, openCalls: OpenCalls, { callId, start, role }: Asked): BodyReader {
	if (role === undefined) return reader;
	const { caller, taken, method, path, request, labels, arrivedAtMs } = start;
	const provider = taken?.provider ?? start.provider;
	const owner = { organizationId: caller.organizationId, provider: provider.id };
	const call: OpenCall = {
		id: callId,
		traceId: labels.traceId ?? callId,
		kind: provider.kindOf(method, path),
		model: taken?.model ?? request?.model ?? null,
		startedAtMs: arrivedAtMs,
	};
	return {
		changesBytes: reader.changesBytes,
		pass: (chunk) => reader.pass(chunk),
		rest: () => reader.rest(),
		end() {
			const read = reader.end();
			return { ...read, answer: openCalls.count(read.answer, { owner, role, call }) };
		},
	};
}

function nameOf({ organizationId, provider }: Owner, responseId: string): string {
	return `${organizationId} ${provider} ${responseId}`;
}
