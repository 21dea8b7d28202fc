import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import "graphiql/style.css";

const WORKERS = { json: "json.worker.js", graphql: "graphql.worker.js" };

globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    const file = WORKERS[label] ?? "editor.worker.js";
    return new Worker(new URL(file, import.meta.url), { type: "module" });
  },
};

const FIRST_QUERY = `# Quanmap 圈图: which organizations does no guidance station reach?
# Press Ctrl+Enter to ask; the schema is behind the book on the left.
{
  districts(first: 10) {
    edges {
      node {
        name
        organizations(first: 1) { totalCount }
        coverage { stationReach { ratio } areaRatio }
      }
    }
  }
}
`;

createRoot(document.getElementById("graphiql")).render(
  <GraphiQL
    fetcher={createGraphiQLFetcher({ url: location.pathname })}
    defaultQuery={FIRST_QUERY}
  />,
);
