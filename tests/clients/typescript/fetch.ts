// A client of openapi-fetch without a type hint: `data` has the type of the JSON response.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/openapi.js";

declare const process: { argv: string[] };
const client = createClient<paths>({ baseUrl: process.argv[2] ?? "" });

const { data, error } = await client.GET("/api/v1/labs/", {
  params: { query: { host: ["hku", "polyu"], q: "laboratory", ordering: ["id"], page_size: 3 } },
});
if (error) throw new Error(error.detail);

// Words of responses are open: a lab of a kind that this version does not know is a lab.
const unknown: components["schemas"]["Lab"]["kind"] = "kind-of-next-year";

const lab = await client.GET("/api/v1/labs/{id}/", {
  params: { path: { id: data.results[0]?.id ?? "" } },
});
const citation = await client.GET("/api/v1/labs/{id}/citation/", {
  params: { path: { id: "skl-liver-research" } },
});
const problem = await client.GET("/api/v1/labs/", {
  // @ts-expect-error: words of requests are closed
  params: { query: { kind: [unknown] } },
});

console.log(
  JSON.stringify({
    hosts: data.results.map((row) => row.host?.id),
    same: lab.data?.name.en === data.results[0]?.name.en,
    citations: citation.data?.length,
    code: problem.error?.code,
  }),
);
