import { Refusal } from "../proxy/refusal";
import type { UsableModel } from "./usable-providers";

/**
 * Models in OpenAI's list shape, ours added: `pricing`, `context_window`, `deprecated`. With an id only that one; throws Refusal
 * 404 when it is not among them. Nobody tells when a model was made, so `created` is 0.
 */
export function presentModels(models: readonly UsableModel[], id?: string): Response {
	const data = models.map(({ provider, model }) => ({
		id: `${provider.id}/${model.id}`,
		object: "model",
		created: 0,
		owned_by: provider.id,
		...(model.contextWindow !== undefined && { context_window: model.contextWindow }),
		...(model.deprecated && { deprecated: true }),
		pricing: model.pricing ?? null,
	}));
	if (id === undefined) return Response.json({ object: "list", data });
	const found = data.find((model) => model.id === id);
	if (found === undefined) throw new Refusal(404, "not_found", "This key may use no model of this name that is known.");
	return Response.json(found);
}
