import type { AccountsDeps } from "./accounts";
import type { Analytics } from "./analytics/analytics";
import type { DashboardOptions } from "./dashboard";
import type { KeysDeps } from "./keys";
import type { LimitsDeps } from "./limits";
import type { Hub } from "./live/hub";
import type { Probe } from "./ops";
import type { Guard } from "./ops/guard";
import type { Log } from "./ops/log";
import type { PricesDeps } from "./pricing";
import type { ProvidersDeps } from "./providers";
import type { GatewayDeps } from "./proxy/handle-call";
import type { ReconciliationDeps } from "./reconciliation";
import type { RepricingDeps } from "./repricing";
import type { TargetsDeps } from "./targets";
import type { VaultDeps } from "./vault";

/** Everything that the app is given from outside: the list of ports. */
export interface Deps
	extends AccountsDeps,
		KeysDeps,
		LimitsDeps,
		PricesDeps,
		ProvidersDeps,
		ReconciliationDeps,
		RepricingDeps,
		TargetsDeps,
		VaultDeps {
	version: string;
	log: Log;
	guard: Guard;
	/** By store name, for `/readyz`. */
	probes: Readonly<Record<string, Probe>>;
	analytics: Analytics;
	hub: Hub;
	gateway: GatewayDeps;
	dashboard: DashboardOptions;
}
