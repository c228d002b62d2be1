/** Fields that name an event or a claim: the provider's id goes before what they hold. */
export const ID_FIELDS: ReadonlySet<string> = new Set(['id', 'reversalOf', 'charges', 'claim', 'duplicateOf'])
