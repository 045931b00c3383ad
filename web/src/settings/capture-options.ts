import type { Capture } from "../api/model";

/** What a project may keep of its calls, with what that means. */
export const captureOptions: readonly { value: Capture; label: string; meaning: string }[] = [
	{
		value: "full",
		label: "Full",
		meaning: "Tokens, cost and timing are kept, and what was said, up to 1 MiB each way.",
	},
	{
		value: "metadata",
		label: "Metadata only",
		meaning: "Tokens, cost and timing are kept; prompts and answers are never stored.",
	},
	{
		value: "off",
		label: "Off",
		meaning: "Calls pass through and nothing at all is kept, so they are neither listed nor counted.",
	},
];
