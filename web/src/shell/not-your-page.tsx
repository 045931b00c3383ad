import { PageHeader } from "../controls/page-header";
import { useSession } from "../session/session";

/** Stands in the place of a page whose address somebody knows and whose right their role does not give. */
export function NotYourPage(props: { label: string }) {
	const { session } = useSession();
	return (
		<>
			<PageHeader title={props.label} />
			<div class="panel px-5 py-10 text-center">
				<p class="font-medium">Your role does not show this page</p>
				<p class="text-soft">
					You are {session().role} in {session().organization.name}. An admin or an owner can give you another role.
				</p>
			</div>
		</>
	);
}
