import type { JSX } from "solid-js";

function Icon(props: { children: JSX.Element }) {
	return (
		<svg
			aria-hidden="true"
			width="16"
			height="16"
			viewBox="0 0 16 16"
			fill="none"
			stroke="currentColor"
			stroke-width="1.4"
			stroke-linecap="round"
			stroke-linejoin="round"
			class="shrink-0"
		>
			{props.children}
		</svg>
	);
}

/** The icons of the navigation, drawn on a grid of 16. */
export const icons = {
	overview: () => (
		<Icon>
			<path d="M2.5 13.5v-5M6.2 13.5v-11M9.8 13.5V6M13.5 13.5V4" />
		</Icon>
	),
	calls: () => (
		<Icon>
			<path d="M2.5 4h11M2.5 8h11M2.5 12h7" />
		</Icon>
	),
	routes: () => (
		<Icon>
			<path d="M2.5 8h3.5l4-4h3.5M6 8l4 4h3.5M11.8 2.3L13.5 4l-1.7 1.7M11.8 10.3l1.7 1.7-1.7 1.7" />
		</Icon>
	),
	keys: () => (
		<Icon>
			<circle cx="5" cy="11" r="2.6" />
			<path d="M7 9l6-6M10.5 5.5l2 2" />
		</Icon>
	),
	members: () => (
		<Icon>
			<circle cx="6" cy="5.2" r="2.4" />
			<path d="M1.8 13.2c.3-2.6 2-4 4.2-4s3.9 1.4 4.2 4M10.8 3.1a2.3 2.3 0 010 4.3M12 9.6c1.3.5 2 1.8 2.2 3.6" />
		</Icon>
	),
	audit: () => (
		<Icon>
			<path d="M3.5 2.5h9v11h-9zM6 5.8h4M6 8.4h4M6 11h2.2" />
		</Icon>
	),
	providers: () => (
		<Icon>
			<rect x="2.5" y="3" width="11" height="4" rx="1.2" />
			<rect x="2.5" y="9" width="11" height="4" rx="1.2" />
			<path d="M5 5h.01M5 11h.01" />
		</Icon>
	),
	limits: () => (
		<Icon>
			<path d="M2.6 11.5a5.6 5.6 0 1110.8 0M8 10.5l2.4-3.4" />
			<circle cx="8" cy="10.5" r="1" />
		</Icon>
	),
	prices: () => (
		<Icon>
			<path d="M8.2 2.5H13.5v5.3l-5.9 5.9-5.3-5.3zM10.9 5.1h.01" />
		</Icon>
	),
	reconciliation: () => (
		<Icon>
			<path d="M8 2.5v11M5 13.5h6M3 4.5h10M3 4.5l-1.5 4a1.8 1.8 0 003 0zM13 4.5l-1.5 4a1.8 1.8 0 003 0z" />
		</Icon>
	),
	connect: () => (
		<Icon>
			<path d="M6.5 9.5l3-3M5 8L3.4 9.6a2.1 2.1 0 003 3L8 11M8 5l1.6-1.6a2.1 2.1 0 013 3L11 8" />
		</Icon>
	),
	settings: () => (
		<Icon>
			<path d="M2.5 5h5M11.5 5h2M2.5 11h2M8.5 11h5" />
			<circle cx="9.5" cy="5" r="1.8" />
			<circle cx="6.5" cy="11" r="1.8" />
		</Icon>
	),
	system: () => (
		<Icon>
			<circle cx="8" cy="8" r="5.2" />
			<path d="M8 2.8v10.4A5.2 5.2 0 008 2.8z" fill="currentColor" />
		</Icon>
	),
	light: () => (
		<Icon>
			<circle cx="8" cy="8" r="2.8" />
			<path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
		</Icon>
	),
	dark: () => (
		<Icon>
			<path d="M13.2 9.6A5.6 5.6 0 016.4 2.8a5.6 5.6 0 106.8 6.8z" />
		</Icon>
	),
};

/** The mark of the product: a lens. */
export function Mark() {
	return (
		<svg aria-hidden="true" width="22" height="22" viewBox="0 0 32 32" class="shrink-0">
			<rect width="32" height="32" rx="8" fill="#12566e" />
			<circle cx="14.5" cy="14.5" r="7" fill="none" stroke="#fff" stroke-width="2.6" />
			<path d="M20 20l5.2 5.2" stroke="#fff" stroke-width="2.8" stroke-linecap="round" />
			<circle cx="14.5" cy="14.5" r="2.3" fill="#8fd6ea" />
		</svg>
	);
}
