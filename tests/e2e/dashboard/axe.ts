import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";

/** What axe objects to on a page, one line for each finding; empty is clean. WCAG 2.2 A and AA, and axe's best practices. */
export async function axeFindings(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.target.join(" ")}`));
}
