/**
 * For `bun test --preload`: counts the branches of `server/src/pricing` as the tests of this process take them, and writes them
 * to the file `LENSAI_BRANCHES` at their end, as istanbul's coverage map.
 */
import { afterAll } from "bun:test";
import { plugin } from "bun";
import { counts, instrument } from "./instrument";

plugin({
	name: "count branches",
	setup(build) {
		build.onLoad({ filter: /\/server\/src\/pricing\/.*\.ts$/ }, async ({ path }) => ({
			contents: instrument(await Bun.file(path).text(), path).code,
			loader: "ts",
		}));
	},
});

// Not on "exit", which `bun test` does not tell.
afterAll(() => Bun.write(process.env.LENSAI_BRANCHES ?? "", JSON.stringify(Reflect.get(globalThis, counts))));
