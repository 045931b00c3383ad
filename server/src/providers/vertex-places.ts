import type { Places } from "./places";

const openProject = "{project}";
const openLocation = "{location}";
const located = /^([^/]+)\/projects\/([^/]+)\/locations\/[^/]+\//;

/** Also what keeps another host from being built of one. */
export function isLocation(text: string): boolean {
	return /^[a-z0-9-]{2,40}$/.test(text);
}

/**
 * Vertex AI names the location in the path, below the project. A key of a service account says of which project it is; an API
 * key ("express mode") is used without project and location.
 * https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/vertex-ai-express-mode-api-reference (2026-11-22)
 */
export const vertexPlaces: Places = {
	word: "region",
	suggested: ["global", "us", "eu", "us-central1", "us-east5", "europe-west1", "europe-west4", "asia-southeast1"],
	isPlace: isLocation,
	inPath: [openProject, openLocation],
	lead(path, place) {
		const [start, version, project] = located.exec(path) ?? [];
		if (start !== undefined)
			return `${version}/projects/${project}/locations/${place ?? "global"}/${path.slice(start.length)}`;
		if (place === undefined) return path;
		const slash = path.indexOf("/");
		return `${path.slice(0, slash)}/projects/${openProject}/locations/${place}${path.slice(slash)}`;
	},
	inProject(path, project) {
		if (!path.includes(`/projects/${openProject}/`)) return path;
		if (project !== undefined) return path.replace(openProject, () => encodeURIComponent(project));
		const withoutPlace = path.replace(
			`/projects/${openProject}/locations/global/publishers/google/`,
			"/publishers/google/",
		);
		return withoutPlace === path ? undefined : withoutPlace;
	},
};
