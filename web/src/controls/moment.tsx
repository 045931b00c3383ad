import { formatAgo, formatMoment, formatUtc } from "../format/time";

/** A moment in local time, or as an age; the title says it in UTC. */
export function Moment(props: { at: string; as?: "clock" | "age" }) {
	const text = () =>
		props.as === "age" ? formatAgo(props.at, new Date()) : formatMoment(props.at, { now: new Date() });
	return (
		<time datetime={props.at} title={formatUtc(props.at)} class="whitespace-nowrap">
			{text()}
		</time>
	);
}
