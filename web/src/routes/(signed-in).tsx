import type { RouteSectionProps } from "@solidjs/router";
import { SessionProvider } from "../session/session";
import { Shell, ShellOutline } from "../shell/shell";

/** Every page but the sign-in page: needs a session, and stands beside the navigation. */
export default function SignedIn(props: RouteSectionProps) {
	return (
		<SessionProvider fallback={<ShellOutline />}>
			<Shell>{props.children}</Shell>
		</SessionProvider>
	);
}
