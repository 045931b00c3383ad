import type { BookFile } from "../book-file";
import { openai } from "./openai";

/** All files of the book. */
export const files: readonly BookFile[] = [openai];
