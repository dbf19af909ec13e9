# shellcheck shell=bash
# JSON without jq: a customer's host need not have it.

# A string, quoted.
json_string() {
  local text=$1 out i char code
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  text=${text//$'\t'/\\t}
  text=${text//$'\r'/\\r}
  if [[ $text == *[[:cntrl:]]* ]]; then
    out=
    for ((i = 0; i < ${#text}; i++)); do
      char=${text:i:1}
      if [[ $char == [[:cntrl:]] ]]; then
        printf -v code '%d' "'$char"
        printf -v char '\\u%04x' "$((code < 0 ? 63 : code))"
      fi
      out+=$char
    done
    text=$out
  fi
  printf '"%s"' "$text"
}

# A document from stdin as lines of PATH<TAB>VALUE, such as `deployments.0.canary.ok<TAB>true`. Strings lose their
# quotes and keep their escapes; what is no JSON gives some lines or none.
json_lines() {
  local token key='' expect=value depth=0
  local -a path=() kind=() index=()
  while IFS= read -r token; do
    case $token in
      '{' | '[')
        kind[depth]=$token index[depth]=0 path[depth]=$key
        depth=$((depth + 1))
        if [[ $token == '[' ]]; then key=0 expect=value; else expect=key; fi
        ;;
      '}' | ']') depth=$((depth > 0 ? depth - 1 : 0)) ;;
      ',')
        ((depth > 0)) || continue
        if [[ ${kind[depth - 1]} == '[' ]]; then
          index[depth - 1]=$((index[depth - 1] + 1))
          key=${index[depth - 1]} expect=value
        else
          expect=key
        fi
        ;;
      ':') expect=value ;;
      *)
        if [[ $token == \"* ]]; then token=${token#\"} token=${token%\"}; fi
        if [[ $expect == key ]]; then
          key=$token
        else
          json_path "$depth" "$key" "$token"
        fi
        ;;
    esac
  done < <(head -c 65536 | grep -oE '"([^"\\]|\\.)*"|[][{}:,]|[^][{}:,"[:space:]]+')
}

# Prints one line of json_lines, whose `path` it reads.
json_path() {
  local depth=$1 line=''
  local -i i
  for ((i = 1; i < depth; i++)); do line+=${path[i]}.; done
  printf '%s%s\t%s\n' "$line" "$2" "$3"
}

# The value at a path of lines made by json_lines.
json_value() {
  local line
  while IFS= read -r line; do
    if [[ ${line%%$'\t'*} == "$2" ]]; then
      printf '%s\n' "${line#*$'\t'}"
      return
    fi
  done <<<"$1"
}

# Text without the bytes that are no UTF-8: what was cut by length may end within a letter.
whole_letters() {
  if command -v iconv >/dev/null; then iconv -f UTF-8 -t UTF-8 -c; else cat; fi
}
