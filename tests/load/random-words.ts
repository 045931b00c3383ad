/** Text of random words: it does not compress as a repeated letter would, and looks like what people send. */
export function randomWords(bytes: number): string {
	let text = "";
	while (text.length < bytes)
		text += `${Math.random()
			.toString(36)
			.slice(2, 4 + Math.floor(Math.random() * 8))} `;
	return text.slice(0, bytes);
}
