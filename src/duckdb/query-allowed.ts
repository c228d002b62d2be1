/** What a live query may be made of. Nothing here makes a value longer than what it is given, reads a file or a setting. */
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

export const FUNCTIONS = words(`
  + - * / // % trunc timezone ~~ !~~ ~~* !~~* abs round floor ceil sign greatest least
  lower upper length trim substring substr left right starts_with contains position strpos
  date_trunc date_part date_diff datediff year month day hour minute to_days to_hours to_minutes to_seconds
  count count_star sum avg min max median mode stddev stddev_samp variance quantile_cont quantile_disc any_value
  arg_min arg_max min_by max_by first last bool_and bool_or approx_count_distinct
  row_number rank rank_dense dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value
  list_contains array_contains array_to_string len unnest
`)

/** The public scalar macros; `two_factor_at` is a table macro too. */
export const MACROS = words('to_jst from_jst jst_text is_weak two_factor_at')

export const TABLE_MACROS = words(`
  damage damage_claims damage_total damage_by_provider damage_by_bank two_factor_at claims_at
`)

export const EXPRESSIONS = words(`
  COLUMN_REF CONSTANT FUNCTION CAST COMPARISON CONJUNCTION OPERATOR CASE BETWEEN STAR SUBQUERY WINDOW
`)

export const OPERATORS = words(`
  OPERATOR_NOT OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_COALESCE COMPARE_IN COMPARE_NOT_IN
  ARRAY_EXTRACT STRUCT_EXTRACT
`)

export const TABLES = words('BASE_TABLE TABLE_FUNCTION JOIN SUBQUERY EMPTY EXPRESSION_LIST')

export const TYPES: ReadonlySet<string> = new Set([
  ...words('BOOLEAN INTEGER BIGINT HUGEINT DOUBLE DECIMAL VARCHAR DATE TIME TIMESTAMP INTERVAL'),
  'TIMESTAMP WITH TIME ZONE',
])
