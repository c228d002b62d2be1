#!/usr/bin/env bash
# Keeps the open alerts of one bank up to date, and prints them whenever they change:
#
#   kcat.sh 127.0.0.1:9092 9900 [--prefix P] [--once]
#
# The heart of it is one line of kcat: all partitions from the beginning, committed records only, key, length and value
# of each; a length of -1 is a tombstone. With --once it ends at the end of the topic.
set -euo pipefail

usage() {
  echo 'usage: kcat.sh BROKERS BANK [--prefix P] [--once]' >&2
  exit 2
}

[ $# -ge 2 ] || usage
brokers=$1 bank=$2 prefix='' once=''
shift 2
while [ $# -gt 0 ]; do
  case $1 in
    --prefix)
      [ $# -ge 2 ] || usage
      prefix=$2
      shift 2
      ;;
    --once)
      once=-e
      shift
      ;;
    *) usage ;;
  esac
done

if ! command -v kcat >/dev/null; then
  echo 'kcat is not installed: apt install kcat, brew install kcat, or https://github.com/edenhill/kcat' >&2
  exit 1
fi

# mawk waits for a full buffer unless it is told not to.
awk=awk
case $(awk -W version 2>/dev/null </dev/null) in mawk*) awk='awk -W interactive' ;; esac

kcat -C -b "$brokers" -t "${prefix}instant-transfer.alerts.v1" -X isolation.level=read_committed \
  -o beginning -q -u $once -f '%k\t%S\t%s\n' |
  LC_ALL=C $awk -F '\t' -v bank="$bank" -v once="$once" '
    # The first text or number under this name. A quote inside a text has a backslash before it, so that none begins one.
    function field(name) {
      if (!match($3, "\"" name "\":(\"[^\"]*\"|[0-9]+)")) return ""
      found = substr($3, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
      gsub(/"/, "", found)
      return found
    }
    function entity() {
      if (!match($3, /"entity":[{]"type":"[^"]*","id":"[^"]*"/)) return ""
      split(substr($3, RSTART, RLENGTH), part, "\"")
      return part[6] " " part[10]
    }
    function isOfBank() {
      return match($3, /"banks":\[[^]]*\]/) && index(substr($3, RSTART, RLENGTH), "\"" bank "\"") > 0
    }
    function print_table() {
      count = 0
      for (id in open) count += 1
      print count " open alerts of bank " bank
      fflush()
      for (id in open) print open[id] | "sort"
      close("sort")
      print ""
      fflush()
    }
    {
      line = ""
      if ($2 >= 0 && field("status") == "open" && isOfBank()) line = sprintf("%s  %-8s  %13s yen  %s  %s  %s",
        field("lastAt"), field("severity"), field("yen"), field("rule"), entity(), $1)
      changed = line != (($1 in open) ? open[$1] : "")
      if (line != "") open[$1] = line; else delete open[$1]
      if (changed && !once) print_table()
    }
    END { if (once) print_table() }
  '
