import type { Outcome } from '../dead-letter.js'
import { yuchoAccount } from './yucho-account.js'

/** From a text to another, or why not; the sentence must not repeat the text, which may be secret. */
export type Transform = (text: string) => Outcome<string>

/** What a mapping may name as `transform`: for what the language cannot say. One file and one test each. */
export const transforms: Readonly<Record<string, Transform>> = {
  'yucho-account': yuchoAccount,
}
