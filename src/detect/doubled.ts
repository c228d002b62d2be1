/** The same values with as much room again behind them. */
export function doubled<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(values: T): T {
  const larger = new (values.constructor as new (length: number) => T)(values.length * 2)
  larger.set(values)
  return larger
}
