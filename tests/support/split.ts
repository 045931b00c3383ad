/** The bytes cut at these offsets, in ascending order. */
export function splitAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
	const bounds = [0, ...offsets, bytes.length];
	return bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
}
