import type { BookFile } from "../book-file";
import { anthropic } from "./anthropic";
import { aws } from "./aws";
import { azure } from "./azure";
import { cohere } from "./cohere";
import { deepseek } from "./deepseek";
import { google } from "./google";
import { groq } from "./groq";
import { openai } from "./openai";
import { perplexity } from "./perplexity";

/** All files of the book. */
export const files: readonly BookFile[] = [anthropic, aws, azure, cohere, deepseek, google, groq, openai, perplexity];
