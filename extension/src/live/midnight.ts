import { endOfDay } from "../status/time";

/** Runs `action` at every local midnight. Returns the way to stop. */
export function eachMidnight(action: () => void): () => void {
	const untilMidnight = () => endOfDay(Date.now()) - Date.now();
	let timer = setTimeout(strike, untilMidnight());
	function strike() {
		timer = setTimeout(strike, untilMidnight());
		action();
	}
	return () => clearTimeout(timer);
}
