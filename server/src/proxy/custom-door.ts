import type { CustomProviders } from "../providers/custom-table";
import { openaiChat } from "./dialects/openai-chat";
import type { Door } from "./enter";
import { Refusal } from "./refusal";
import { errorRendererAt } from "./speaker";

/** Behind it comes the name that the caller's organization gave a provider: `/custom/<name>/…`. */
export const customDoorPath = "/custom/";

/** The door to what organizations have added. Until the caller is known, errors have the shape of the OpenAI API. */
export function customDoor(providers: CustomProviders): Door {
	return {
		renderError: openaiChat.renderError,
		rendererFor: (request, provider) =>
			provider === undefined ? openaiChat.renderError : errorRendererAt(provider, request),
		limitStyle: "openai",
		authentication: { places: ["authorization", "x-api-key", "api-key"] },
		enter({ organizationId }, url) {
			const start = url.indexOf(customDoorPath) + customDoorPath.length;
			const end = url.indexOf("/", start);
			if (end < 0) throw new Refusal(404, "not_found", "Name a provider of yours behind the door: /custom/<name>/…");
			return providers.require(organizationId, url.slice(start, end));
		},
	};
}

/** Where nobody has added any. */
export const noCustomProviders: CustomProviders = {
	require() {
		throw new Refusal(404, "not_found", "There is no such provider.");
	},
};
