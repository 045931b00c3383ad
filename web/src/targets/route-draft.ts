import type { Route, RouteContent } from "../api/model";

/** A target as it stands in the form: texts, lists with commas. */
export interface TargetDraft {
	provider: string;
	model: string;
	region: string;
	weight: string;
	models: string;
	tags: string;
	environments: string;
	/** Empty: whichever fits. */
	providerKeyId: string;
}

/** A route as it stands in the form. */
export interface RouteDraft {
	name: string;
	targets: TargetDraft[];
	connectMs: string;
	firstByteMs: string;
	totalMs: string;
	count: string;
	baseMs: string;
	maxWaitMs: string;
	statuses: string;
	errors: string[];
}

export const emptyTarget: TargetDraft = {
	provider: "openai",
	model: "",
	region: "",
	providerKeyId: "",
	weight: "",
	models: "",
	tags: "",
	environments: "",
};

/** A new route, with what holds when nothing else is said. */
export const emptyDraft: RouteDraft = {
	name: "",
	targets: [{ ...emptyTarget }],
	connectMs: "5000",
	firstByteMs: "300000",
	totalMs: "900000",
	count: "1",
	baseMs: "200",
	maxWaitMs: "2000",
	statuses: "408, 429, 500, 502, 503, 504, 529",
	errors: ["connection_failed", "connect_timeout", "first_byte_timeout", "broke_off"],
};

/** A route, ready to be changed. */
export function draftOf({ name, targets, timeouts, retries, moveOn }: Route): RouteDraft {
	return {
		name,
		targets: targets.map(({ provider, model = "", region = "", providerKeyId = "", weight, when = {} }) => ({
			provider,
			model,
			region,
			providerKeyId,
			weight: weight === undefined ? "" : String(weight),
			models: (when.models ?? []).join(", "),
			tags: (when.tags ?? []).join(", "),
			environments: (when.environments ?? []).join(", "),
		})),
		connectMs: String(timeouts.connectMs),
		firstByteMs: String(timeouts.firstByteMs),
		totalMs: String(timeouts.totalMs),
		count: String(retries.count),
		baseMs: String(retries.baseMs),
		maxWaitMs: String(retries.maxWaitMs),
		statuses: moveOn.statuses.join(", "),
		errors: [...moveOn.errors],
	};
}

/** What the API is told. Empty fields are left out, so that the server's defaults and its words about them hold. */
export function contentOf(draft: RouteDraft): RouteContent {
	return {
		name: draft.name.trim(),
		targets: draft.targets.map(targetOf),
		timeouts: {
			connectMs: numberIn(draft.connectMs),
			firstByteMs: numberIn(draft.firstByteMs),
			totalMs: numberIn(draft.totalMs),
		},
		retries: { count: numberIn(draft.count), baseMs: numberIn(draft.baseMs), maxWaitMs: numberIn(draft.maxWaitMs) },
		moveOn: {
			statuses: listIn(draft.statuses).map(Number),
			errors: draft.errors as NonNullable<RouteContent["moveOn"]>["errors"],
		},
	};
}

/** `a, b ,` → `["a", "b"]` */
export function listIn(text: string): string[] {
	return text
		.split(",")
		.map((each) => each.trim())
		.filter((each) => each !== "");
}

function targetOf(draft: TargetDraft): RouteContent["targets"][number] {
	const when = {
		models: wordsIn(draft.models),
		tags: wordsIn(draft.tags),
		environments: wordsIn(draft.environments),
	};
	const isConditional = Object.values(when).some((words) => words !== undefined);
	return {
		provider: draft.provider.trim(),
		model: textIn(draft.model),
		region: textIn(draft.region),
		providerKeyId: textIn(draft.providerKeyId),
		weight: numberIn(draft.weight),
		when: isConditional ? when : undefined,
	};
}

function textIn(text: string): string | undefined {
	return text.trim() === "" ? undefined : text.trim();
}

function wordsIn(text: string): string[] | undefined {
	const words = listIn(text);
	return words.length === 0 ? undefined : words;
}

function numberIn(text: string): number | undefined {
	return text.trim() === "" ? undefined : Number(text);
}
