import { For, Show } from "solid-js";
import type { Invitation } from "../api/model";
import { Button } from "../controls/button";
import { Moment } from "../controls/moment";
import { useSession } from "../session/session";
import { grantable, roleOptions } from "./roles";

interface InvitationsTableProps {
	invitations: readonly Invitation[];
	onResend(invitation: Invitation): void;
	onRevoke(invitation: Invitation): void;
}

/** Who was invited and has not answered. */
export function InvitationsTable(props: InvitationsTableProps) {
	const { may } = useSession();
	const mayResend = ({ role }: Invitation) =>
		may("members.invite") && grantable(may).some(({ value }) => value === role);
	return (
		<div class="panel relative overflow-x-auto">
			<table class="table">
				<caption class="sr-only">Pending invitations</caption>
				<thead>
					<tr>
						<th scope="col" class="ps-5!">
							Invited
						</th>
						<th scope="col" class="max-sm:hidden">
							Role
						</th>
						<th scope="col" class="max-lg:hidden">
							By
						</th>
						<th scope="col" class="max-sm:hidden">
							Link works until
						</th>
						<th scope="col" class="number pe-5!">
							<span class="sr-only">Actions</span>
						</th>
					</tr>
				</thead>
				<tbody>
					<For each={props.invitations}>
						{(invitation) => (
							<tr>
								<th scope="row" class="ps-5! font-medium wrap-anywhere">
									{invitation.email}
								</th>
								<td class="max-sm:hidden">{roleOptions.find(({ value }) => value === invitation.role)?.label}</td>
								<td class="max-lg:hidden">{invitation.invitedBy}</td>
								<td class="max-sm:hidden">
									<Show when={Date.parse(invitation.expiresAt) > Date.now()} fallback="expired">
										<Moment at={invitation.expiresAt} />
									</Show>
								</td>
								<td class="number pe-5!">
									<Show when={may("members.invite")}>
										<div class="flex flex-wrap justify-end gap-2 md:flex-nowrap">
											<Show when={mayResend(invitation)}>
												<Button
													onClick={() => props.onResend(invitation)}
													aria-label={`Send again: the invitation of ${invitation.email}`}
												>
													Send again
												</Button>
											</Show>
											<Button
												onClick={() => props.onRevoke(invitation)}
												aria-label={`Revoke the invitation of ${invitation.email}`}
											>
												Revoke
											</Button>
										</div>
									</Show>
								</td>
							</tr>
						)}
					</For>
				</tbody>
			</table>
		</div>
	);
}
