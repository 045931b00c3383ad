import { useLocation } from "@solidjs/router";
import { createEffect, ErrorBoundary, type JSX, on } from "solid-js";
import { ApiFailure } from "../api/failure";
import { ProblemNotice } from "../controls/problem-notice";

/**
 * Keeps the navigation when a page breaks. Most often its code could not be fetched, because the server is gone or was updated;
 * browsers remember such a failure, so trying again loads the page anew.
 */
export function PageBoundary(props: { children: JSX.Element }) {
	const place = useLocation();
	return (
		<ErrorBoundary
			fallback={(reason, reset) => {
				createEffect(on(() => place.pathname, reset, { defer: true }));
				return <ProblemNotice failure={explain(reason)} onRetry={() => location.reload()} />;
			}}
		>
			{props.children}
		</ErrorBoundary>
	);
}

function explain(reason: unknown): unknown {
	const isImport = reason instanceof TypeError && /import|module/i.test(reason.message);
	if (!isImport) return reason;
	return new ApiFailure(0, "page_not_loaded", "The LensAI server does not answer, or has been updated meanwhile.");
}
