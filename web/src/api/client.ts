import { treaty } from "@elysiajs/eden/treaty2";
import type { App } from "@lensai/server/app";

/** The server's API, on the origin that this page came from. Moments stay ISO strings, as the API's shapes say. */
export const api = treaty<App>(globalThis.location?.origin ?? "http://localhost", { parseDate: false }).api.v1;
