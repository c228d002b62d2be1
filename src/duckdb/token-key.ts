import { type Database, DatabaseError } from './database.js'

/**
 * Notes the key under which the tokens of a database are made, by a fingerprint. Rejects another key: one account would
 * have two tokens from then on.
 */
export async function bindTokenKey(db: Database, fingerprint: string, path: string): Promise<void> {
  const rows = await db.values('SELECT fingerprint FROM token_key')
  const known = rows[0]?.[0]
  if (known === undefined) await db.run('INSERT INTO token_key VALUES ($1)', [fingerprint])
  else if (known !== fingerprint) {
    throw new DatabaseError(
      `${path}: its tokens were made with another BANKEN_TOKEN_KEY than the one at hand. Use that one again; to rotate the ` +
        'key, build a new database from the sources',
    )
  }
}
