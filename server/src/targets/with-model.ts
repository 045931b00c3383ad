import { insertMember, replaceBytes, scanObject } from "../proxy/dialects/json-members";

/**
 * A JSON body that asks for another model; every other byte stays, and a model that was not named is put in at the end.
 * Undefined when the body is not one JSON object. Where an API names the model in its path, its dialect has to do this there.
 */
export function withModel(body: Uint8Array, model: string): Uint8Array | undefined {
	const object = scanObject(body, ["model"]);
	if (object === undefined) return undefined;
	const [member] = object.members;
	const value = JSON.stringify(model);
	if (member === undefined) return insertMember(body, object, `"model":${value}`);
	return replaceBytes(body, member.valueStart, member.valueEnd, new TextEncoder().encode(value));
}
