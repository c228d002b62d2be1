/**
 * The functions that a rule may call: each gives the same value for the same arguments, today and tomorrow, and reads
 * nothing else. A list of what is allowed, because DuckDB's next version may bring another clock or another way to a file.
 */
export const RULE_FUNCTIONS: ReadonlySet<string> = new Set(
  `
  abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log2 log10 pow power mod fmod divide multiply add subtract
  greatest least bit_count isnan isinf isfinite
  length len strlen lower upper lcase ucase trim ltrim rtrim left right substring substr replace concat concat_ws contains
  prefix suffix starts_with ends_with strpos instr position like_escape not_like_escape ilike_escape not_ilike_escape
  regexp_matches regexp_full_match regexp_extract regexp_replace split split_part string_split lpad rpad repeat reverse
  levenshtein jaro_winkler_similarity hamming nfc_normalize strip_accents translate ascii chr md5 sha256
  list_value list_contains list_has array_contains array_has list_has_any list_has_all array_has_any array_has_all
  list_position list_sort list_distinct list_unique list_min list_max list_sum list_count list_intersect list_concat
  list_slice list_extract list_element array_extract array_length cardinality struct_pack struct_extract row map
  date_part date_trunc date_diff datediff date_sub datesub date_add timezone epoch epoch_ms epoch_us
  year month day hour minute second dayofweek isodow dayofyear week weekday last_day make_date make_timestamp
  make_timestamptz strftime strptime to_microseconds to_milliseconds to_seconds to_minutes to_hours to_days to_weeks
  to_months to_years
  ifnull nullif if coalesce
  to_jst from_jst jst_text
  host family netmask network broadcast
  `
    .trim()
    .split(/\s+/),
)

/** Functions that people reach for, and what to write instead. */
export const INSTEAD: ReadonlyArray<readonly [RegExp, string]> = [
  [
    /^(now|today|current_\w+|localtime|localtimestamp|get_current_\w+|transaction_timestamp|age|txid_current)$/,
    'a rule has no clock, or a late event would be judged otherwise; compare with event_at',
  ],
  [
    /^(random|setseed|uuid|uuidv\d|gen_random_uuid|nextval|currval|hash|rowid)$/,
    'a rule must say the same each time; take what differs from the columns of work',
  ],
  [
    /^(read_\w+|\w+_scan|glob|sniff_csv|getenv|getvariable|query|query_table|http\w*|load_\w+|pragma_\w+|duckdb_\w+|parquet_\w+)$/,
    'a rule reads nothing but work; bring the data in as events, or as a threshold in config/rules.yaml',
  ],
  [
    /^(count|count_star|sum|avg|min|max|any_value|first|last|arg_max|arg_min|max_by|min_by|list|array_agg|string_agg|group_concat|median|mode|quantile\w*|row_number|rank|lag|lead|stddev\w*)$/,
    'work holds whatever came in together, so what is counted over its rows changes with the batches; declare a feature in pipelines/features',
  ],
]
