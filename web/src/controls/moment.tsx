import { formatAgo, formatDayAndTime, formatMoment, formatUtc } from "../format/time";

/** A moment in local time, as an age, or with its day even when that is today; the title says it in UTC. */
export function Moment(props: { at: string; as?: "clock" | "age" | "day" }) {
	const text = () => {
		if (props.as === "age") return formatAgo(props.at, new Date());
		return props.as === "day" ? formatDayAndTime(props.at) : formatMoment(props.at, { now: new Date() });
	};
	return (
		<time datetime={props.at} title={formatUtc(props.at)} class="whitespace-nowrap">
			{text()}
		</time>
	);
}
