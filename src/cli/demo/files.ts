/** September 2020 in the order in which it is told: what holds, what happens, what people say of it, and what else was seen. */
export const FILES = ['controls.ndjson', 'traffic.ndjson.gz', 'claims.ndjson', 'signals.ndjson.gz'] as const
