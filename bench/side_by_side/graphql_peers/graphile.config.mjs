import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

export default {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: process.env.BENCH_DATABASE_URL,
      schemas: ["public"],
      poolConfig: { max: 8 },
    }),
  ],
  grafserv: {
    port: Number(process.env.BENCH_PORT),
    host: "127.0.0.1",
    watch: false,
    graphiql: false,
  },
  grafast: { explain: false },
};
