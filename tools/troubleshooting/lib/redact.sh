# shellcheck shell=bash
# What must reach neither the screen nor a bundle: keys, passwords, tokens, and customers' pictures.

# Settings whose values say nothing secret; every other value of an environment is taken out.
harmless='EASEL_(FORMAT|NAME|PORT|ADMIN_PORT|HOST|ADMIN_HOST|RELEASE|LANES|TUNING|HTTP_STATUS|LOG_LEVEL|HOME|WORK|INFERENCE_ADDRESS|LICENSING_ADDRESS|TEST_[A-Z_]*)|COMPOSE_PROJECT_NAME|NODE_ENV|NODE_VERSION'

# Text from stdin, line by line. Where a rule could take too much or too little, it takes too much.
redact() {
  local quoted='("([^"\\]|\\.)*"|\\+"([^"\\]|\\+[^"\\])*\\+")' word='[^][:space:],;}"'\'']+'
  local secret='[A-Za-z0-9_.-]*(passw(or)?d|passphrase|requirepass|secret|token|api[_-]?key|private[_-]?key|access[_-]?key|credential|authorization|cookie)[A-Za-z0-9_.-]*'
  # In the C locale, so that bytes which are no UTF-8 cannot stop a rule.
  LC_ALL=C sed -E \
    -e 's/-----BEGIN [^"]*-----END [A-Z0-9 ]+-----/[redacted PEM]/g' \
    -e '/-----BEGIN [A-Z0-9 ]+-----/,/-----END [A-Z0-9 ]+-----/c\[redacted PEM]' \
    -e 's/(^|[^A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*)?/\1[redacted token]/g' \
    -e 's#([A-Za-z][A-Za-z0-9+.-]*://)[^[:space:]"'\''<>]*@#\1[redacted]@#g' \
    -e "s/(authorization|cookie)(\\\\*[\"']?[[:space:]]*[:=][[:space:]]*)\\\\*\"[^\"]*\"/\\1\\2\"[redacted]\"/Ig" \
    -e "s/(authorization|cookie)(\\\\*'?[[:space:]]*[:=][[:space:]]*)[^\"[:space:]][^\"]*/\\1\\2[redacted]/Ig" \
    -e 's/(bearer|basic)[[:space:]]+[A-Za-z0-9._~+\/=-]{6,}/\1 [redacted]/Ig' \
    -e "s/(\\\\*[\"']?$secret\\\\*[\"']?[[:space:]]*[:=][[:space:]]*)$quoted/\\1\"[redacted]\"/Ig" \
    -e "s/(\\\\*[\"']?$secret\\\\*[\"']?[[:space:]]*[:=][[:space:]]*)'[^']*'/\\1'[redacted]'/Ig" \
    -e "s/(\\\\*[\"']?$secret\\\\*[\"']?[[:space:]]*[:=][[:space:]]*)$word/\\1[redacted]/Ig" \
    -e 's/((^|[[:space:]])(requirepass|--?[a-z-]*(pass|token|secret|key)[a-z-]*)[[:space:]=]+)[^[:space:]"]+/\1[redacted]/Ig' \
    -e 's/sha256:([0-9a-f]{12})[0-9a-f]{52}/sha256:\1/g' \
    -e 's/data:image\/[a-z]+;base64,[A-Za-z0-9+\/=_-]*/[redacted picture]/g' \
    -e 's/[A-Za-z0-9+\/=_-]{120,}/[redacted base64]/g' \
    -e 's/[A-Za-z0-9+=]{40,}/[redacted]/g' \
    -e 's/^[[:space:]]*[A-Za-z0-9+\/]{24,}={0,2}$/[redacted]/' \
    -e 's/\[redacted\]\]+/[redacted]/g'
}

# NAME=VALUE lines from stdin: only what is known to be harmless keeps its value.
redact_settings() {
  sed -E -e "/^($harmless)=/b" -e 's/^([^=#]+)=.*/\1=[redacted]/' -e '/=/!s/^[^#].*/[redacted]/' | redact
}
