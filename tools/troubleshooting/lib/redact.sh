# shellcheck shell=bash
# What must reach neither the screen nor a bundle: keys, passwords, tokens, and customers' pictures.

# Settings whose values say nothing secret; every other value of an environment is taken out.
harmless='EASEL_(FORMAT|NAME|PORT|ADMIN_PORT|HOST|ADMIN_HOST|RELEASE|GPU|SHM|LANES|TUNING|HTTP_STATUS|LOG_LEVEL|HOME|WORK|INSTANCE|[A-Z]+_ADDRESS|[A-Z_]+_(MS|MIB|DAYS|MEMORY|CHUNKS|REQUESTS|CONNECTIONS|PICTURES)|TEST_[A-Z_]*)|COMPOSE_PROJECT_NAME|COMPOSE_PROFILES|NODE_ENV|NODE_VERSION'

# What names of secrets hold, and what they end with. `easel backup` leaves the same out of settings.
secret_words='pass|pwd|requirepass|secret|token|credential|authorization|cookie|signature|api[_-]?key|private[_-]?key|access[_-]?key|口令|密码'
secret_ends='key|auth|sig'

# Text from stdin, line by line. Where a rule could take too much or too little, it takes too much.
redact() {
  local quoted='("([^"\\]|\\.)*"|\\+"([^"\\]|\\+[^"\\])*\\+")' word='[^][:space:],;}"'\'']+'
  local secret="([A-Za-z0-9_.-]*($secret_words)[A-Za-z0-9_.-]*|[A-Za-z0-9_.-]*($secret_ends))"
  local between='[[:space:]]*(:|=|:|[[:space:]]is[[:space:]]|为|是)[[:space:]]*'
  redact_blocks |
    # In the C locale, so that bytes which are no UTF-8 cannot stop a rule.
    LC_ALL=C sed -E \
      -e 's/-----BEGIN [^"]*-----END [A-Z0-9 ]+-----/[redacted PEM]/g' \
      -e '/-----BEGIN [A-Z0-9 ]+-----/,/-----END [A-Z0-9 ]+-----/c\[redacted PEM]' \
      -e 's/(^|[^A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*)?/\1[redacted token]/g' \
      -e 's#([A-Za-z][A-Za-z0-9+.-]*://)[^[:space:]"'\''<>]*@#\1[redacted]@#g' \
      -e "s/(authorization|cookie)(\\\\*[\"']?[[:space:]]*[:=][[:space:]]*)\\\\*\"[^\"]*\"/\\1\\2\"[redacted]\"/Ig" \
      -e "s/(authorization|cookie)(\\\\*'?[[:space:]]*[:=][[:space:]]*)[^\"[:space:]][^\"]*/\\1\\2[redacted]/Ig" \
      -e 's/(bearer|basic)[[:space:]]+[A-Za-z0-9._~+\/=-]{6,}/\1 [redacted]/Ig' \
      -e "s/(\\\\*\"(name|key)\\\\*\"[[:space:]]*:[[:space:]]*\\\\*\"$secret\\\\*\"[^}]*\\\\*\"value\\\\*\"[[:space:]]*:).*/\\1 [redacted]/Ig" \
      -e "s/(\\\\*[\"']?$secret\\\\*[\"']?$between)(\\{|\\[([^r]|r[^e]|re[^d])).*/\\1[redacted]/I" \
      -e "s/(\\\\*[\"']?$secret\\\\*[\"']?$between)$quoted/\\1\"[redacted]\"/Ig" \
      -e "s/(\\\\*[\"']?$secret\\\\*[\"']?$between)'[^']*'/\\1'[redacted]'/Ig" \
      -e "s/(\\\\*[\"']?$secret\\\\*[\"']?$between)$word/\\1[redacted]/Ig" \
      -e 's/((^|[[:space:]])(requirepass|--?[a-z-]*(pass|pwd|token|secret|key|auth)[a-z-]*)["'\'',[:space:]=]+)[^[:space:]"'\'',]+/\1[redacted]/Ig' \
      -e 's/((^|[^A-Za-z0-9-])(-u|--user)["'\'',[:space:]=]*)[^[:space:]"'\'',:]+:[^[:space:]"'\'',]+/\1[redacted]/g' \
      -e 's/(redis-cli[^|;&]*[[:space:]"'\'',]-a["'\'',[:space:]]*)[^[:space:]"'\'',]+/\1[redacted]/Ig' \
      -e 's/((mysql|mariadb|sshpass)[^|;&]*[[:space:]"'\'',]-p["'\'',[:space:]]*)[^[:space:]"'\'',]+/\1[redacted]/Ig' \
      -e 's/(A3T[A-Z0-9]|AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ANVA)[A-Z0-9]{12,}/[redacted]/g' \
      -e 's/(gh[pousr]|github_pat|glpat|xox[abprs]|sk)[_-][A-Za-z0-9_-]{16,}/[redacted]/g' \
      -e 's/sha256:([0-9a-f]{12})[0-9a-f]{52}/sha256:\1/g' \
      -e 's/data:image\/[a-z]+;base64,[A-Za-z0-9+\/=_-]*/[redacted picture]/g' \
      -e 's/[A-Za-z0-9+\/=_-]{120,}/[redacted base64]/g' \
      -e 's/[A-Za-z0-9+=]{40,}/[redacted]/g' \
      -e 's/^[[:space:]]*[A-Za-z0-9+\/]{24,}={0,2}$/[redacted]/' \
      -e 's/\[redacted\]\]+/[redacted]/g'
}

# What one line of a log does not show as a secret: what is set further in below a secret's name, and the lines of a key
# behind a time, whose first and last were cut off. A path is told from those by how it begins.
redact_blocks() {
  LC_ALL=C awk -v names="($secret_words|$secret_ends)[a-z0-9_.-]*[\"'\\\\]*[ \t]*[:=][ \t]*[[{|>]?[+-]?[ \t]*\$" '
    function depth(line) { match(line, /^[ \t]*/); return RLENGTH }
    function of_a_key(word) {
      return word ~ /[a-z]/ && word ~ /[A-Z]/ && (word ~ /[0-9]/ || length(word) >= 40) &&
        word !~ /^\/[a-z][a-z][a-z]+\/[a-z][a-z]/
    }
    inside {
      if ($0 ~ /^[ \t]*$/) { print; next }
      if (depth($0) > outer) { print "  [redacted]"; next }
      inside = 0
    }
    tolower($0) ~ names { inside = 1; outer = depth($0) }
    {
      line = $0; out = ""
      while (match(line, /[A-Za-z0-9+\/]+=*/)) {
        word = substr(line, RSTART, RLENGTH)
        before = substr(line, RSTART - 1, 1)
        after = substr(line, RSTART + RLENGTH)
        alone = (after ~ /^[ \t\r]*$/ && (RSTART == 1 || before ~ /[ \t|]/)) || (before == "\"" && after ~ /^\\*"/)
        long = RLENGTH >= (alone ? 24 : 40) && RLENGTH < 120
        out = out substr(line, 1, RSTART - 1) (long && of_a_key(word) ? "[redacted]" : word)
        line = after
      }
      print out line
    }'
}

# NAME=VALUE lines from stdin: only what is known to be harmless keeps its value.
redact_settings() {
  sed -E -e "/^($harmless)=/b" -e 's/^([^=#]+)=.*/\1=[redacted]/' -e '/=/!s/^[^#].*/[redacted]/' -e 's/^#.*/#/' | redact
}

# A compose file from stdin, which an operator may have written into: names stay, and values of what is known.
redact_compose() {
  LC_ALL=C awk -v harmless="^($harmless)\$" '
    BEGIN {
      known = "image|container_name|restart|stop_grace_period|read_only|cap_drop|cap_add|security_opt|pids_limit|tmpfs|" \
        "driver|max-size|max-file|interval|timeout|retries|start_period|mem_limit|cpus|shm_size|networks|volumes|ports|user|" \
        "profiles|network_mode|pid|ipc|privileged|hostname|internal|external|name|version|device_ids|count|capabilities|depends_on"
      known = "^(" known ")$"
      # Of these the names alone are seen, and of variables the harmless ones.
      free = "^(environment|args|labels|command|entrypoint|secrets|configs|options|driver_opts|extra_hosts)$"
    }
    /^[ \t]*(#.*)?$/ { next }
    {
      match($0, /^[ ]*(- *)*/)
      depth = RLENGTH; lead = substr($0, 1, RLENGTH); rest = substr($0, RLENGTH + 1)
      while (top > 0 && at[top] >= depth && !(lead ~ /-/ && at[top] < depth)) top--
      above = top > 0 ? key[top] : ""; hidden = top > 0 && shut[top]
      sub(/[ \t]+#.*$/, "", rest)
      if (match(rest, /^[A-Za-z0-9_.<-]+[ \t]*:([ \t]|$)/)) {
        name = rest; sub(/[ \t]*:.*/, "", name)
        value = rest; sub(/^[^:]*:[ \t]*/, "", value)
        top++; at[top] = depth; key[top] = name
        shut[top] = hidden || name ~ free || block(value)
        anchor = value ~ /^[&*][a-z-]+$/
        seen = value == "" || value == "{}" || anchor || (above == "environment" ? name ~ harmless : !hidden && name ~ known && !block(value))
        print lead name ":" (value == "" ? "" : " " (seen ? value : "[redacted]"))
        next
      }
      variable = rest; sub(/=.*/, "", variable)
      if (above == "environment" && variable ~ harmless) print lead rest
      else print lead (!hidden && lead ~ /-/ && above ~ known ? rest : "[redacted]")
    }
    function block(value) { return value ~ /^[|>{]/ }' | redact
}
