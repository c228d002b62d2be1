import type { BankNames, Provider } from '../../files/config.js'
import type { Names } from '../../report/nightly/names.js'
import { safeValue } from '../../report/safe-text.js'

/** Names from `config/`; what has none is shown by its id. */
export function reportNames(providers: ReadonlyMap<string, Provider>, banks: ReadonlyMap<string, BankNames>): Names {
  return {
    provider: id => ({ id, ...safeValue(providers.get(id)?.names ?? { ja: id, en: id }) }),
    bank: code => ({ id: code, ...safeValue(banks.get(code) ?? { ja: code, en: code }) }),
  }
}
