/**
 * Service tiers that are billed at the listed rates. Sources, 2026-11-22: https://developers.openai.com/api/docs/pricing,
 * https://console.groq.com/docs/service-tiers (on_demand), https://platform.claude.com/docs/en/api/service-tiers (standard).
 */
const listedTiers: ReadonlySet<string> = new Set(["default", "standard", "auto", "on_demand"]);

/** What a provider may call a tier; anything longer is none. */
const maxLength = 40;

/** The tier by which a call's price differs from the listed one; undefined for those that are listed. */
export function pricedTier(serviceTier: string | undefined): string | undefined {
	if (serviceTier === undefined || listedTiers.has(serviceTier)) return undefined;
	return serviceTier.length > maxLength ? "unreadable" : serviceTier.toWellFormed();
}
