-- Dead letters by reason, with the first of each as a sample: where it came from and its SHA-256. What it held stands
-- nowhere in a report; `banken dead-letters list --db` shows it to whoever may see it.
SELECT
  d.reason, count(*) AS letters,
  min_by({source: d.source, part: d.source_partition, place: d.source_offset, sha256: d.sha256, why: d.why},
    {source: d.source, part: d.source_partition, place: d.source_offset, sha256: d.sha256}) AS sample
FROM dead_letters d
GROUP BY d.reason
ORDER BY letters DESC, d.reason
