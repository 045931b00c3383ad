import { matchesGlob } from "./glob";
import type { Condition, Target } from "./model";

/** A call, as far as a route looks at it. */
export interface RoutedCall {
	/** As the caller wrote it; absent when the body names none. */
	model?: string;
	/** The caller wrote the route's name where the model stands, so a target has to say which model it means. */
	modelIsRoute: boolean;
	tags: readonly string[];
	environment?: string;
	/** Why a target is not for this call, whatever the route says; undefined: it is. */
	refuses?(target: Target, model: string | undefined): string | undefined;
}

/** What a condition says of a call: `reason` in words, e.g. `model gpt-4* and environment prod`. */
export interface Verdict {
	holds: boolean;
	reason: string;
}

/** Looks at a call with a condition; a condition without members holds and has nothing to say. */
export function judge({ models, tags, environments }: Condition, call: RoutedCall): Verdict {
	const held: string[] = [];
	if (models !== undefined) {
		const found = models.find((pattern) => call.model !== undefined && matchesGlob(pattern, call.model));
		if (found === undefined) return failing("model", models, call.model);
		held.push(`model ${found}`);
	}
	if (tags !== undefined) {
		const found = tags.find((tag) => call.tags.includes(tag));
		if (found === undefined) return failing("tag", tags, call.tags.length > 0 ? call.tags.join(", ") : undefined);
		held.push(`tag ${found}`);
	}
	if (environments !== undefined) {
		const found = environments.find((environment) => environment === call.environment);
		if (found === undefined) return failing("environment", environments, call.environment);
		held.push(`environment ${found}`);
	}
	return { holds: true, reason: held.join(" and ") };
}

function failing(what: string, wanted: readonly string[], got: string | undefined): Verdict {
	return {
		holds: false,
		reason: `wants ${what} ${wanted.join(" or ")}; the call ${got === undefined ? "names none" : `has ${got}`}`,
	};
}
