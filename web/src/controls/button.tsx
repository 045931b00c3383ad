import { type JSX, splitProps } from "solid-js";

const kinds = {
	primary: "border-accent bg-accent text-on-accent hover:brightness-110",
	plain: "border-line-strong bg-surface hover:bg-sunken",
	quiet: "border-transparent text-soft hover:bg-sunken hover:text-ink",
	danger: "border-danger text-danger hover:bg-danger-wash",
};

interface ButtonProps extends JSX.ButtonHTMLAttributes<HTMLButtonElement> {
	kind?: keyof typeof kinds;
}

/** The one button. `type` is `button` unless it says `submit`. */
export function Button(props: ButtonProps) {
	const [own, rest] = splitProps(props, ["kind", "class"]);
	return (
		<button
			type="button"
			{...rest}
			class={`inline-flex h-[34px] items-center justify-center gap-2 rounded-md border px-3 font-medium whitespace-nowrap disabled:opacity-55 ${kinds[own.kind ?? "plain"]} ${own.class ?? ""}`}
		/>
	);
}
