import { openaiChat } from "../proxy/dialects/openai-chat";

/** Where the unified door stands, and how its errors are said. */
export const unifiedDoor = { door: "/v1/", renderError: openaiChat.renderError };
