import { Refusal } from "../proxy/refusal";
import type { Pricing } from "./model-book";

/** A model that a caller may use. */
export interface ListedModel {
	/** As this door takes it. */
	id: string;
	/** A provider's id, or `route`. */
	owner: string;
	contextWindow?: number;
	deprecated: boolean;
	/** Undefined: not known, which is not the same as free. */
	pricing: Pricing | undefined;
}

/**
 * Models in OpenAI's list shape, each name once, ours added: `pricing` (null when it is not known), `context_window`, `deprecated`.
 * With an id only that one; throws Refusal 404 when it is not among them. Nobody tells when a model was made, so `created` is 0.
 */
export function presentModels(models: readonly ListedModel[], id?: string): Response {
	const seen = new Set<string>();
	const data = models
		.filter((model) => !seen.has(model.id) && seen.add(model.id))
		.map((model) => ({
			id: model.id,
			object: "model",
			created: 0,
			owned_by: model.owner,
			...(model.contextWindow !== undefined && { context_window: model.contextWindow }),
			...(model.deprecated && { deprecated: true }),
			pricing: model.pricing ?? null,
		}));
	if (id === undefined) return Response.json({ object: "list", data });
	const found = data.find((model) => model.id === id);
	if (found === undefined) throw new Refusal(404, "not_found", "This key may use no model of this name that is known.");
	return Response.json(found);
}
