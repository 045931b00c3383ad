import { DomainError } from "../errors";
import { defaultPolicy, type RouteContent, type RoutePolicy, type Target } from "./model";

/** What routes have to know of providers and of the vault. */
export interface ProviderDirectory {
	/** Ids of the providers that an organization may name, for messages too. */
	ids(organizationId: string): readonly string[];
	/** Undefined: this provider has no regions. */
	regions(organizationId: string, provider: string): Regions | undefined;
	/** Whether the organization has this key for this provider. */
	hasKey(organizationId: string, provider: string, providerKeyId: string): Promise<boolean>;
}

/** Where of a provider a target may be. */
export interface Regions {
	/** Not always all: Azure's are the names of the user's own resources. */
	known: readonly string[];
	isRegion(text: string): boolean;
}

/**
 * What a route's shape cannot say. Gives the policy with its defaults filled in.
 * Throws DomainError `invalid_route` (400), which names everything that is wrong, and where, one a line.
 */
export async function checkRoute(
	content: RouteContent,
	{ organizationId, providers }: { organizationId: string; providers: ProviderDirectory },
): Promise<RoutePolicy> {
	const policy: RoutePolicy = {
		targets: content.targets,
		timeouts: { ...defaultPolicy.timeouts, ...content.timeouts },
		retries: { ...defaultPolicy.retries, ...content.retries },
		moveOn: { ...defaultPolicy.moveOn, ...content.moveOn },
	};
	const wrong = [
		...(await Promise.all(
			policy.targets.map((target, index) => wrongInTarget(target, `targets[${index}]`, { organizationId, providers })),
		)),
	].flat();
	wrong.push(...wrongAmongTargets(policy.targets), ...wrongInTimes(policy));
	if (wrong.length > 0) throw new DomainError("invalid_route", 400, wrong.join("\n"));
	return policy;
}

async function wrongInTarget(
	{ provider, region, providerKeyId }: Target,
	where: string,
	{ organizationId, providers }: { organizationId: string; providers: ProviderDirectory },
): Promise<string[]> {
	const known = providers.ids(organizationId);
	if (!known.includes(provider))
		return [`${where}.provider: there is no provider ${provider}; there is ${known.join(", ")}.`];
	const wrong: string[] = [];
	if (region !== undefined) {
		const regions = providers.regions(organizationId, provider);
		if (regions === undefined) wrong.push(`${where}.region: ${provider} has no regions.`);
		else if (!regions.isRegion(region)) wrong.push(`${where}.region: ${noRegion(provider, region, regions)}`);
	}
	if (providerKeyId !== undefined && !(await providers.hasKey(organizationId, provider, providerKeyId)))
		wrong.push(`${where}.providerKeyId: there is no such key for ${provider}.`);
	return wrong;
}

function noRegion(provider: string, region: string, { known }: Regions): string {
	const has = known.length === 0 ? "" : `; it has ${known.join(", ")}`;
	return `${provider} has no region ${region}${has}.`;
}

function wrongAmongTargets(targets: readonly Target[]): string[] {
	const wrong: string[] = [];
	const seen = new Map<string, number>();
	targets.forEach((target, index) => {
		const { provider, model, region, providerKeyId, when } = target;
		const same = JSON.stringify([provider, model, region, providerKeyId, when?.models, when?.tags, when?.environments]);
		const first = seen.get(same);
		if (first === undefined) seen.set(same, index);
		else wrong.push(`targets[${index}]: the same as targets[${first}]; use retries to try one again.`);
	});
	if (targets.every(({ weight }) => weight === 0)) wrong.push("targets: all have weight 0, so no call could be sent.");
	return wrong;
}

function wrongInTimes({ timeouts, retries }: RoutePolicy): string[] {
	const wrong: string[] = [];
	if (timeouts.connectMs > timeouts.firstByteMs) wrong.push("timeouts.connectMs: longer than timeouts.firstByteMs.");
	if (timeouts.firstByteMs > timeouts.totalMs) wrong.push("timeouts.firstByteMs: longer than timeouts.totalMs.");
	if (retries.baseMs > retries.maxWaitMs) wrong.push("retries.baseMs: longer than retries.maxWaitMs.");
	return wrong;
}
