const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu

/**
 * The beginning of what a stranger wrote, on one line: nothing that a terminal would obey, nor what turns or hides the
 * text beside it. Bytes that are not UTF-8 are shown as U+FFFD.
 */
export function onTerminal(written: Uint8Array | string, charactersMax: number): string {
  // A character has at most four bytes.
  const text =
    typeof written === 'string' ? written : new TextDecoder().decode(written.subarray(0, 4 * charactersMax + 4))
  const characters = Array.from(text.slice(0, 2 * charactersMax + 2))
  const begin = characters.slice(0, charactersMax).join('').replace(UNSEEN, escaped)
  return characters.length > charactersMax ? `${begin}…` : begin
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
}
