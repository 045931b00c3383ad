import type { Treaty } from "@elysiajs/eden";
import type { api } from "./client";

/** The API's shapes, as the server's routes declare them. */
export type Session = Treaty.Data<typeof api.session.get>;
export type Project = Session["projects"][number];
export type Capture = Project["capture"];

export type Role = Session["role"];
export type Right = Session["rights"][number];

export type Member = Treaty.Data<typeof api.members.get>[number];
export type Invitation = Treaty.Data<typeof api.invitations.get>[number];
export type OpenInvitation = Treaty.Data<typeof api.invitations.read.post>;
export type Team = Treaty.Data<typeof api.teams.get>[number];

export type AuditPage = Treaty.Data<typeof api.audit.get>;
export type AuditEntry = AuditPage["entries"][number];

export type LensKey = Treaty.Data<typeof api.keys.get>[number];
export type Scope = LensKey["scopes"][number];
export type CreatedKey = Treaty.Data<typeof api.keys.post>;

export type Limit = Treaty.Data<typeof api.limits.get>[number];

export type CallPage = Treaty.Data<typeof api.calls.get>;
export type Call = CallPage["calls"][number];
export type CallStatus = Call["status"];
export type CostState = Call["costState"];
export type CacheState = NonNullable<Call["cache"]>;
export type CallDetail = Treaty.Data<ReturnType<typeof api.calls>["get"]>;
export type CallCost = Treaty.Data<ReturnType<typeof api.calls>["cost"]["get"]>;
export type CostLine = CallCost["lines"][number];
export type PriceSource = CostLine["sources"][number];
export type Payload = NonNullable<CallDetail["request"]>;

export type Summary = Treaty.Data<typeof api.summary.get>;
export type ModelTotals = Summary["byModel"][number];
export type HourTotals = Summary["byHour"][number];

export type Provider = Treaty.Data<typeof api.providers.get>[number];
export type ProviderKey = Treaty.Data<(typeof api)["provider-keys"]["get"]>[number];
export type KeyTest = Treaty.Data<ReturnType<(typeof api)["provider-keys"]>["test"]["post"]>;
export type Route = Treaty.Data<typeof api.routes.get>[number];
export type Breaker = Route["breakers"][number];
export type RouteContent = Parameters<ReturnType<typeof api.routes>["put"]>[0];
export type Explanation = Treaty.Data<typeof api.routes.explain.post>;

export type Reconciliation = Treaty.Data<typeof api.reconciliation.get>;
export type ReconciledDay = Reconciliation["days"][number];
export type ReconciledRow = ReconciledDay["rows"][number];
export type AdminKey = Treaty.Data<typeof api.reconciliation.keys.get>[number];

export type BookProvider = Treaty.Data<typeof api.prices.providers.get>["providers"][number];
export type ModelPrice = Treaty.Data<typeof api.prices.models.get>["models"][number];
export type PriceSheet = Treaty.Data<typeof api.prices.sheet.get>;
export type Price = Treaty.Data<typeof api.prices.get>["prices"][number];
export type NewPrices = Parameters<typeof api.prices.post>[0];
export type Repricing = Treaty.Data<ReturnType<typeof api.prices.repricings>["get"]>;
export type UnpricedModel = Treaty.Data<typeof api.prices.unpriced.get>[number];
