# shellcheck shell=bash
# What is said, and in which language: for people as it is found, for machines at the end.

# The operator's language, or both: `en`, `zh`, `both`.
language=en
usual_language() {
  local locale=${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}
  case ${locale,,} in zh*) printf zh ;; *) printf en ;; esac
}

# The same thing in the languages that are wanted.
say() {
  case $language in
    en) printf '%s\n' "$1" ;;
    zh) printf '%s\n' "$2" ;;
    *)
      printf '%s\n' "$1"
      [[ $1 == "$2" ]] || printf '%s\n' "$2"
      ;;
  esac
}

in_language() {
  if [[ $language == both ]]; then
    if [[ $1 == "$2" ]]; then printf '%s' "$1"; else printf '%s / %s' "$1" "$2"; fi
  elif [[ $language == zh ]]; then
    printf '%s' "$2"
  else
    printf '%s' "$1"
  fi
}

declare -A mark_en=([pass]='pass' [warn]='WARN' [fail]='FAIL' [skip]='skip')
declare -A mark_zh=([pass]='正常' [warn]='警告' [fail]='故障' [skip]='跳过')

# Finding $1, as a person reads it.
tell() {
  local -i at=$1
  local name whom=''
  name=$(in_language "${title_en[${found_check[at]}]}" "${title_zh[${found_check[at]}]}")
  [[ -z ${found_target[at]} ]] || whom=" [${found_target[at]}]"
  printf '[%s] %s%s: %s\n' "$(in_language "${mark_en[${found_status[at]}]}" "${mark_zh[${found_status[at]}]}")" "$name" "$whom" \
    "$(in_language "${found_en[at]}" "${found_zh[at]}")"
  [[ -z ${found_evidence[at]} ]] || printf '       | %s\n' "${found_evidence[at]//$'\n'/$'\n'       | }"
  [[ -z ${found_fix_en[at]} ]] || printf '       %s %s\n' "$(in_language 'do:' '处理:')" "$(in_language "${found_fix_en[at]}" "${found_fix_zh[at]}")"
}

say_nothing() { :; }

count_of() {
  local status
  local -i count=0
  for status in "${found_status[@]}"; do [[ $status == "$1" ]] && count+=1; done
  printf '%d' "$count"
}

# The likeliest cause first, what it accounts for below it, and then what it does not.
summarise() {
  local -a bad=()
  local -i at first
  mapfile -t bad < <(verdict)
  printf '\n'
  say "$(count_of pass) pass, $(count_of warn) warnings, $(count_of fail) failures, $(count_of skip) skipped" \
    "正常 $(count_of pass),警告 $(count_of warn),故障 $(count_of fail),跳过 $(count_of skip)"
  if ((${#bad[@]} == 0)); then
    say 'Nothing is wrong here.' '没有发现问题。'
    return
  fi
  first=${bad[0]}
  printf '\n'
  say "Most likely: ${found_en[first]}" "最可能的原因:${found_zh[first]}"
  [[ -z ${found_fix_en[first]} ]] || say "  do: ${found_fix_en[first]}" "  处理:${found_fix_zh[first]}"
  for at in "${bad[@]:1}"; do
    accounts_for "$first" "$at" && say "  this accounts for: ${found_en[at]}" "  由此引起:${found_zh[at]}"
  done
  for at in "${bad[@]:1}"; do
    accounts_for "$first" "$at" && continue
    say "Also: ${found_en[at]}" "另外:${found_zh[at]}"
    [[ -z ${found_fix_en[at]} ]] || say "  do: ${found_fix_en[at]}" "  处理:${found_fix_zh[at]}"
  done
}

# 0: all is well; 4: warnings; 3: failures.
exit_code() {
  if (($(count_of fail) > 0)); then printf 3; elif (($(count_of warn) > 0)); then printf 4; else printf 0; fi
}

json_finding() {
  local -i at=$1
  printf '{"check":%s,"title":{"en":%s,"zh":%s},"deployment":%s,"status":"%s","cause":%s,"message":{"en":%s,"zh":%s},"fix":{"en":%s,"zh":%s},"evidence":%s}' \
    "$(json_string "${found_check[at]}")" "$(json_string "${title_en[${found_check[at]}]}")" "$(json_string "${title_zh[${found_check[at]}]}")" \
    "$(json_string "${found_target[at]}")" "${found_status[at]}" "$(json_string "${found_cause[at]}")" \
    "$(json_string "${found_en[at]}")" "$(json_string "${found_zh[at]}")" \
    "$(json_string "${found_fix_en[at]}")" "$(json_string "${found_fix_zh[at]}")" "$(json_string "${found_evidence[at]}")"
}

# Everything, as one line of JSON. `causes` are the bad findings, likeliest first.
json_report() {
  local -a bad=()
  local -i at
  local comma=''
  mapfile -t bad < <(verdict)
  {
    printf '{"format":1,"version":%s,"at":"%s","exit":%s,"pass":%s,"warn":%s,"fail":%s,"skip":%s,"causes":[' \
      "$(json_string "$VERSION")" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$(exit_code)" \
      "$(count_of pass)" "$(count_of warn)" "$(count_of fail)" "$(count_of skip)"
    for at in "${bad[@]}"; do
      printf '%s' "$comma"
      json_finding "$at"
      comma=,
    done
    printf '],"findings":['
    comma=''
    for ((at = 0; at < ${#found_check[@]}; at++)); do
      printf '%s' "$comma"
      json_finding "$at"
      comma=,
    done
    printf ']}\n'
  } | whole_letters
}
