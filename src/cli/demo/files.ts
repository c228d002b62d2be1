/** September 2020 in the order in which it is told: what holds, what happens, what people say of it. */
export const FILES = ['controls.ndjson', 'traffic.ndjson.gz', 'claims.ndjson'] as const
