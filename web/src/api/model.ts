import type { Treaty } from "@elysiajs/eden";
import type { api } from "./client";

/** The API's shapes, as the server's routes declare them. */
export type Session = Treaty.Data<typeof api.session.get>;
export type Project = Session["projects"][number];
export type Capture = Project["capture"];

export type LensKey = Treaty.Data<typeof api.keys.get>[number];
export type CreatedKey = Treaty.Data<typeof api.keys.post>;

export type Limit = Treaty.Data<typeof api.limits.get>[number];

export type CallPage = Treaty.Data<typeof api.calls.get>;
export type Call = CallPage["calls"][number];
export type CallStatus = Call["status"];
export type CostState = Call["costState"];
export type CallDetail = Treaty.Data<ReturnType<typeof api.calls>["get"]>;
export type CostLine = CallDetail["costLines"][number];
export type Payload = NonNullable<CallDetail["request"]>;

export type Summary = Treaty.Data<typeof api.summary.get>;
export type ModelTotals = Summary["byModel"][number];
export type HourTotals = Summary["byHour"][number];
