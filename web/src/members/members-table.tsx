import { For, Show } from "solid-js";
import type { Member, Role, Team } from "../api/model";
import { Button } from "../controls/button";
import { Moment } from "../controls/moment";
import { useSession } from "../session/session";
import { RoleSelect } from "./role-select";
import { grantable, roleOptions } from "./roles";

interface MembersTableProps {
	members: readonly Member[];
	teams: readonly Team[];
	onChangeRole(member: Member, role: Role): void;
	onRemove(member: Member): void;
}

/** The people of the organization, and what the reader may do about them. */
export function MembersTable(props: MembersTableProps) {
	const teamsOf = (member: Member) => props.teams.filter(({ id }) => member.teams.includes(id)).map(({ name }) => name);
	const owners = () => props.members.filter(({ role }) => role === "owner").length;
	return (
		<div class="panel relative overflow-x-auto">
			<table class="table">
				<caption class="sr-only">Members</caption>
				<thead class="max-sm:sr-only">
					<tr>
						<th scope="col" class="ps-5!">
							Member
						</th>
						<th scope="col">Role</th>
						<th scope="col" class="max-lg:hidden">
							Teams
						</th>
						<th scope="col" class="number max-md:hidden">
							Lens keys
						</th>
						<th scope="col" class="max-md:hidden">
							Joined
						</th>
						<th scope="col" class="number pe-5!">
							<span class="sr-only">Actions</span>
						</th>
					</tr>
				</thead>
				<tbody>
					<For each={props.members}>
						{(member) => (
							<MemberRow
								member={member}
								isOnlyOwner={member.role === "owner" && owners() === 1}
								teams={teamsOf(member)}
								onChangeRole={(role) => props.onChangeRole(member, role)}
								onRemove={() => props.onRemove(member)}
							/>
						)}
					</For>
				</tbody>
			</table>
		</div>
	);
}

interface MemberRowProps {
	member: Member;
	/** Who cannot go before there is another. */
	isOnlyOwner: boolean;
	teams: string[];
	onChangeRole(role: Role): void;
	onRemove(): void;
}

function MemberRow(props: MemberRowProps) {
	const { session, may } = useSession();
	const isSelf = () => props.member.userId === session().user?.id;
	const isGrantable = () => grantable(may).some(({ value }) => value === props.member.role);
	const mayChange = () => may("members.manage") && isGrantable();
	return (
		<tr class="max-sm:flex max-sm:flex-wrap max-sm:items-center">
			<th scope="row" class="ps-5! font-medium wrap-anywhere max-sm:basis-full max-sm:border-b-0! max-sm:pb-0!">
				{props.member.email}
				<Show when={isSelf()}>
					<span class="ms-2 font-normal text-soft">you</span>
				</Show>
			</th>
			<td class="max-sm:flex-1 max-sm:ps-5!">
				<Show when={mayChange()} fallback={roleOptions.find(({ value }) => value === props.member.role)?.label}>
					<RoleSelect
						label={`Role of ${props.member.email}`}
						hideLabel
						value={props.member.role}
						options={grantable(may)}
						onChoose={props.onChangeRole}
					/>
				</Show>
			</td>
			<td class="max-lg:hidden">{props.teams.join(", ")}</td>
			<td class="number max-md:hidden">{props.member.activeKeys}</td>
			<td class="max-md:hidden">
				<Moment at={props.member.joinedAt} as="age" />
			</td>
			<td class="number pe-5!">
				<Show when={(isSelf() || mayChange()) && !props.isOnlyOwner}>
					<Button
						onClick={() => props.onRemove()}
						aria-label={isSelf() ? "Leave the organization" : `Remove ${props.member.email}`}
					>
						{isSelf() ? "Leave" : "Remove"}
					</Button>
				</Show>
			</td>
		</tr>
	);
}
