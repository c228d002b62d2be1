/** A file that cannot be read at all: a sentence with the file, the line where there is one, and what to do. */
export class InputError extends Error {
  override name = 'InputError'
}
