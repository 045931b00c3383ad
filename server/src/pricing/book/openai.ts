import type { BookFile } from "../book-file";

export const openai: BookFile = { provider: "openai", entries: [] };
