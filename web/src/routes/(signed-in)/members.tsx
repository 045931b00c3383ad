import { createResource, createSignal, Show } from "solid-js";
import { api } from "../../api/client";
import { dataOf, successOf } from "../../api/failure";
import type { Invitation, Member, Role, Team } from "../../api/model";
import { TableOutline } from "../../calls/table-outline";
import { ConfirmDialog } from "../../controls/dialog";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";
import { InvitationsTable } from "../../members/invitations-table";
import { InviteForm } from "../../members/invite-form";
import { MembersTable } from "../../members/members-table";
import { RemoveMember } from "../../members/remove-member";
import { roleOptions } from "../../members/roles";
import { TeamsPanel } from "../../members/teams-panel";
import { useSession } from "../../session/session";

/** What waits for a yes. */
interface Asked {
	title: string;
	text: string;
	label: string;
	act(): Promise<unknown>;
}

async function readPeople() {
	const [members, invitations, teams] = await Promise.all([
		dataOf(api.members.get()),
		dataOf(api.invitations.get()),
		dataOf(api.teams.get()),
	]);
	return { members, invitations, teams };
}

export default function Members() {
	const { session, may } = useSession();
	const [people, { refetch }] = createResource(readPeople);
	const [asked, setAsked] = createSignal<Asked>();
	const [removing, setRemoving] = createSignal<Member>();
	const [failure, setFailure] = createSignal<unknown>();
	const [said, setSaid] = createSignal("");
	const known = () => (people.error ? undefined : people.latest);
	const isSelf = (member: Member) => member.userId === session().user?.id;

	async function act(work: () => Promise<unknown>): Promise<void> {
		setAsked(undefined);
		try {
			await work();
			setFailure(undefined);
		} catch (reason) {
			setFailure(() => reason);
		}
		await refetch();
	}

	function changeRole(member: Member, role: Role): void {
		const label = roleOptions.find(({ value }) => value === role)?.label ?? role;
		const keys = member.activeKeys > 0 ? " What their lens keys may do changes with it." : "";
		setAsked({
			title: `Make ${isSelf(member) ? "yourself" : member.email} ${label.toLowerCase()}?`,
			text: `${label}: ${roleOptions.find(({ value }) => value === role)?.meaning}.${keys}`,
			label: "Change role",
			act: async () => {
				await dataOf(api.members({ id: member.id }).patch({ role }));
				// What the reader sees of the dashboard depends on it.
				if (isSelf(member)) location.reload();
			},
		});
	}

	async function resend(invitation: Invitation): Promise<void> {
		setSaid("");
		await act(async () => {
			await dataOf(api.invitations({ id: invitation.id }).resend.post());
			setSaid(`Sent to ${invitation.email} again. Only the newest link works.`);
		});
	}

	function revoke(invitation: Invitation): void {
		setAsked({
			title: `Revoke the invitation of ${invitation.email}?`,
			text: "The link that was mailed opens nothing from now on.",
			label: "Revoke invitation",
			act: () => successOf(api.invitations({ id: invitation.id }).delete()),
		});
	}

	function removeTeam(team: Team): void {
		setAsked({
			title: `Delete the team ${team.name}?`,
			text: "Its members and projects stay; the projects belong to no team then.",
			label: "Delete team",
			act: () => successOf(api.teams({ id: team.id }).delete()),
		});
	}

	function removed(member: Member): void {
		setRemoving(undefined);
		if (isSelf(member)) location.assign("/");
		else void act(async () => undefined);
	}

	return (
		<>
			<PageHeader title="Members" lead={`Of ${session().organization.name}, and what each may do.`} />
			<Show when={may("members.invite")}>
				<InviteForm onInvited={() => void refetch()} />
			</Show>
			<Show when={failure() ?? people.error}>
				<div class="mb-4">
					<ProblemNotice failure={failure() ?? people.error} onRetry={() => void act(async () => undefined)} />
				</div>
			</Show>
			<Show
				when={known()}
				fallback={
					<Show when={!people.error}>
						<TableOutline />
					</Show>
				}
			>
				{(found) => (
					<>
						<MembersTable
							members={found().members}
							teams={found().teams}
							onChangeRole={changeRole}
							onRemove={setRemoving}
						/>
						<Show when={found().invitations.length > 0}>
							<section aria-labelledby="invitations" class="mt-8">
								<h2 id="invitations" class="mb-3 text-base font-semibold">
									Pending invitations
								</h2>
								<InvitationsTable invitations={found().invitations} onResend={resend} onRevoke={revoke} />
							</section>
						</Show>
						<p role="status" class="mt-2 text-soft">
							{said()}
						</p>
						<TeamsPanel
							teams={found().teams}
							members={found().members}
							projects={session().projects}
							onAct={act}
							onDelete={removeTeam}
						/>
					</>
				)}
			</Show>
			<Show when={removing()}>
				{(member) => (
					<RemoveMember
						member={member()}
						isSelf={isSelf(member())}
						onRemoved={() => removed(member())}
						onClose={() => setRemoving(undefined)}
					/>
				)}
			</Show>
			<ConfirmDialog
				open={asked() !== undefined}
				title={asked()?.title ?? ""}
				confirmLabel={asked()?.label ?? ""}
				onConfirm={() => void act(asked()?.act ?? (async () => undefined))}
				onClose={() => setAsked(undefined)}
			>
				{asked()?.text}
			</ConfirmDialog>
		</>
	);
}
