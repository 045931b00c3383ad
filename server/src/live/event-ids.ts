import { createCipheriv, createDecipheriv, createHash } from "node:crypto";

/** How a place in the journal is written as the id of a project's event. */
export interface EventIds {
	write(projectId: string, seq: number): string;
	/** Undefined for what was not written here, or for another project. */
	read(projectId: string, id: string): number | undefined;
}

const seqBytes = 8;
const blockBytes = 16;
const maxProjects = 10_000;

/**
 * The journal counts the calls of the whole server, and how many those are is nobody's business: each id is one block of AES, of
 * the number and what stands for the project. They tell nothing, neither of each other nor of other projects' ids. 0.6 µs
 * (Bun 1.4.5). `secret`: 256 bits in base64url.
 */
export function sealedEventIds(secret: string): EventIds {
	const key = Buffer.from(secret, "base64url");
	const marks = new Map<string, Buffer>();
	function markOf(projectId: string): Buffer {
		const known = marks.get(projectId);
		if (known !== undefined) return known;
		const mark = createHash("sha256")
			.update(projectId)
			.digest()
			.subarray(0, blockBytes - seqBytes);
		if (marks.size >= maxProjects) marks.clear();
		marks.set(projectId, mark);
		return mark;
	}
	return {
		write(projectId, seq) {
			const block = Buffer.alloc(blockBytes);
			block.writeBigUInt64BE(BigInt(seq));
			markOf(projectId).copy(block, seqBytes);
			// One block, and no two are the same: there is nothing for a mode of operation to do.
			return createCipheriv("aes-256-ecb", key, null).setAutoPadding(false).update(block).toString("base64url");
		},
		read(projectId, id) {
			const sealed = Buffer.from(id, "base64url");
			if (sealed.length !== blockBytes) return undefined;
			const block = createDecipheriv("aes-256-ecb", key, null).setAutoPadding(false).update(sealed);
			if (!block.subarray(seqBytes).equals(markOf(projectId))) return undefined;
			const seq = Number(block.readBigUInt64BE());
			return Number.isSafeInteger(seq) ? seq : undefined;
		},
	};
}
