// Prints one JSON array: each audit's id, name, status (ok, notice, warn, error) and reason.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2], fetchFn: fetch });
const rows = results.map(({ id, name, status, reason = null }) => ({ id, name, status, reason }));
console.log(JSON.stringify(rows));
