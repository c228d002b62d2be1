/** Wall time that was spent in each method of a port, in milliseconds. */
export type Timings = Map<string, number>

/** The same object, with the time of every method that returns a promise added up under `<label>.<method>`. */
export function timed<T extends object>(target: T, label: string, timings: Timings, now: () => number): T {
  return new Proxy(target, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property, object)
      if (typeof value !== 'function') return bound(value, object)
      return (...args: unknown[]) => {
        const started = now()
        const result: unknown = value.apply(object, args)
        const stop = () => add(timings, `${label}.${String(property)}`, now() - started)
        if (result instanceof Promise) return result.finally(stop)
        return result
      }
    },
  })
}

function bound(value: unknown, object: object): unknown {
  return typeof value === 'function' ? value.bind(object) : value
}

export function add(timings: Timings, name: string, milliseconds: number): void {
  timings.set(name, (timings.get(name) ?? 0) + milliseconds)
}
