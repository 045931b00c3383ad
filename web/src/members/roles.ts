import type { Right, Role } from "../api/model";

/** The roles, strongest first, with what each is for. */
export const roleOptions: readonly { value: Role; label: string; meaning: string }[] = [
	{ value: "owner", label: "Owner", meaning: "everything, other owners too" },
	{ value: "admin", label: "Admin", meaning: "everything but owners" },
	{ value: "developer", label: "Developer", meaning: "makes calls, keys and routes, sees what was said" },
	{ value: "billing", label: "Billing", meaning: "costs and prices, nothing that was said" },
	{ value: "viewer", label: "Viewer", meaning: "reads everything of the projects, changes nothing" },
];

/** The roles that somebody gives and takes: an owner every one, an admin all but that of an owner. The server decides. */
export function grantable(may: (right: Right) => boolean): readonly (typeof roleOptions)[number][] {
	return roleOptions.filter(({ value }) => value !== "owner" || may("organization.manage"));
}
