/** Dark enough on white for text and for marks; told apart without red and green alone. */
export const SEVERITY_COLOURS: Readonly<Record<string, string>> = {
  critical: '#8f1d2c',
  high: '#b3580a',
  medium: '#5c4fb3',
  low: '#3f7cac',
  info: '#707a85',
}
export const TEXT = '#1c2733'
export const TEXT_QUIET = '#56616d'
export const MONEY = '#1f5f8b'
export const SAVED = '#dcefe3'
