import { type IgnoredLabel, type Labels, labelBounds } from "./labels";
import { readTraceParent } from "./trace-parent";

type TextLabel = "user" | "session" | "environment" | "traceId" | "parentSpanId" | "callSite";

const callSiteShape = /^\S.*?:\d{1,7}(?::\d{1,7})?(?: .+)?$/;

/** Puts a call's labels together, first come first kept, and notes what it cannot use. */
export class Collector {
	readonly #texts: Partial<Record<TextLabel, string>> = {};
	readonly #tags = new Set<string>();
	readonly #metadata = new Map<string, string>();
	readonly #ignored: IgnoredLabel[] = [];

	text(label: TextLabel, header: string, value: string, maxLength: number): void {
		if (value.length > maxLength) this.#ignore(header, `is longer than ${maxLength} characters`);
		else this.#texts[label] ??= value.toWellFormed();
	}

	callSite(header: string, value: string): void {
		if (callSiteShape.test(value)) this.text("callSite", header, value, labelBounds.callSite);
		else this.#ignore(header, "is not file:line[:column] [function]");
	}

	/** Separated by commas. */
	tags(header: string, value: string): void {
		for (const part of value.split(",")) {
			const tag = part.trim();
			if (tag === "") continue;
			if (tag.length > labelBounds.tag) this.#ignore(header, `has a tag longer than ${labelBounds.tag} characters`);
			else if (this.#tags.size < labelBounds.tags) this.#tags.add(tag.toWellFormed());
			else if (!this.#tags.has(tag)) this.#ignore(header, `has more than ${labelBounds.tags} tags`);
		}
	}

	/** One flat JSON object. Numbers and booleans become text; null counts as not said. */
	metadata(header: string, value: string): void {
		const object = objectIn(value);
		if (object === undefined) this.#ignore(header, "is not a JSON object");
		for (const [key, each] of Object.entries(object ?? {})) {
			if (typeof each === "object") {
				if (each !== null) this.#ignore(header, "has a value that is no text, number or boolean");
			} else this.property(header, key, String(each));
		}
	}

	property(header: string, key: string, value: string): void {
		const { metadataKey, metadataValue, metadataEntries } = labelBounds;
		if (key === "" || key.length > metadataKey)
			this.#ignore(header, `has a key that is empty or longer than ${metadataKey} characters`);
		else if (value.length > metadataValue) this.#ignore(header, `has a value longer than ${metadataValue} characters`);
		else if (this.#metadata.has(key)) return;
		else if (this.#metadata.size >= metadataEntries)
			this.#ignore(header, `makes more than ${metadataEntries} entries of metadata`);
		else this.#metadata.set(key.toWellFormed(), value.toWellFormed());
	}

	traceParent(header: string, value: string): void {
		const parent = readTraceParent(value);
		if (parent === undefined) this.#ignore(header, "is not valid by W3C Trace Context");
		this.#texts.traceId ??= parent?.traceId;
		this.#texts.parentSpanId ??= parent?.parentSpanId;
	}

	labels(): Labels {
		// Portkey's clients name the user and, like Helicone's, the environment in the metadata.
		this.#adopt("user", "_user", labelBounds.id);
		this.#adopt("environment", "environment", labelBounds.environment);
		return {
			...this.#texts,
			tags: [...this.#tags],
			metadata: Object.fromEntries(this.#metadata),
			...(this.#ignored.length > 0 && { ignored: this.#ignored }),
		};
	}

	#adopt(label: TextLabel, key: string, maxLength: number): void {
		const value = this.#metadata.get(key);
		if (value !== undefined && value !== "" && value.length <= maxLength) this.#texts[label] ??= value;
	}

	/** One reason a header is enough. */
	#ignore(header: string, reason: string): void {
		if (!this.#ignored.some((known) => known.header === header)) this.#ignored.push({ header, reason });
	}
}

function objectIn(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
	} catch {
		return undefined;
	}
	return undefined;
}
