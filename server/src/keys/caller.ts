import type { Capture } from "../journal/span";

/** Who makes a gateway call, as far as the hot path needs to know. */
export interface Caller {
	organizationId: string;
	projectId: string;
	/** Absent for a call from loopback without a lens key, which belongs to the project `default`. */
	keyId?: string;
	/** The project's choice; a header may only narrow it. */
	capture: Capture;
}
