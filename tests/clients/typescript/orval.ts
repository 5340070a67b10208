// A client of orval: the status tells the response from the problem.
import { labsList } from "./generated/orval.js";

declare const process: { argv: string[] };
const send = globalThis.fetch;
globalThis.fetch = (url, options) => send(`${process.argv[2]}${url}`, options);

const response = await labsList({ host: ["hku", "polyu"], ordering: ["id"], page_size: 3 });
if (response.status !== 200) throw new Error(response.data.detail);
console.log(JSON.stringify({ hosts: response.data.results.map((row) => row.host?.id) }));
