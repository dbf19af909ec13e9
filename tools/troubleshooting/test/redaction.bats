#!/usr/bin/env bats
# Nothing secret that lies in settings, logs or messages gets out, by whichever way.

load scene

setup_file() {
  bash "$BATS_TEST_DIRNAME/../pack.sh" "$BATS_FILE_TMPDIR/trouble_shooting.tar" 0.1.0
  tar -C "$BATS_FILE_TMPDIR" -xf "$BATS_FILE_TMPDIR/trouble_shooting.tar"
  export DOCTOR=$BATS_FILE_TMPDIR/trouble_shooting.sh
}
setup() { build_scene; }
teardown() { clear_scene; }

# Every secret that is planted holds this, or is one of `planted`.
readonly MARK=pLaNtEd
declare -a planted=()

plant() {
  local body picture jwt
  body=$(head -c 600 /dev/urandom | base64 -w 64)
  picture=$(head -c 3000 /dev/urandom | base64 -w 0)
  jwt=eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ$MARK$MARK.c2lnbmF0dXJl$MARK
  mapfile -t planted <<<"$body"
  planted+=("${picture:100:60}" "$MARK" 'ef01'"$MARK")
  local pem=$'-----BEGIN EC PRIVATE KEY-----\n'"$body"$'\n-----END EC PRIVATE KEY-----'
  {
    printf 'EASEL_REDIS_PASSWORD=%s1\nMY_SETTING=%s2\nDATABASE_URL=postgres://u:%s3@db/x\n' "$MARK" "$MARK" "$MARK"
    printf 'MULTI="%s\n' "$pem"
  } >>"$EASEL_WORK/parts/.env"
  printf 'services:\n  x:\n    environment:\n      TOKEN: %s4\n      URL: http://u:%s5@h/\n    command: redis-server --requirepass %s6\n' "$MARK" "$MARK" "$MARK" >"$EASEL_WORK/parts/docker-compose.yml"
  printf 'SOMETHING_ODD=%s7\nEASEL_REDIS_URL=redis://u:%s/8@parts-redis:6379\n' "$MARK" "$MARK" >>"$SCENE/env/parts-gateway"
  local gateway=$SCENE/logs/parts-gateway
  {
    printf '{"level":"error","log_id":9,"msg":"failed with Authorization: Bearer %s9 and more"}\n' "$MARK"
    printf '{"level":"error","headers":{"authorization":"Basic %s10","cookie":"sid=%s11"},"msg":"one"}\n' "$MARK" "$MARK"
    printf '{"level":"error","password":"a\\"b%s12","msg":"two"}\n' "$MARK"
    printf '{"level":"error","body":"{\\"image\\":\\"%s\\",\\"secret\\":\\"%s13\\"}","msg":"three"}\n' "$picture" "$MARK"
    printf '{"level":"error","msg":"token %s"}\n' "$jwt"
    printf '{"level":"error","msg":"key -----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----"}\n' "${body//$'\n'/\\n}"
    printf '{"level":"error","msg":"cannot reach https://someone:%s14@example.com:8443/x?token=%s15"}\n' "$MARK" "$MARK"
    printf '{"level":"error","msg":"it sent Bearer %s21"}\n' "$MARK"
    printf 'Error: login failed, password=%s16, api_key: "%s17"\n' "$MARK" "$MARK"
    printf 'Error: {"image": "%s"}\n' "$picture"
    printf '%s\n' "$pem"
    # What a bound on lines leaves of a key.
    printf '%s\n-----END EC PRIVATE KEY-----\n' "${body#*$'\n'}"
  } >"$gateway"
  printf '%s\n' "$pem" >"$SCENE/health/parts-inference"
  sed -i 's/|healthy|/|unhealthy|/' "$SCENE/inspect/parts-inference"
  container parts-batch exited 1 false "cannot mount redis://u:${MARK}18@h"
  printf '{"format":1,"action":"upgrade","state":"REVERTED","why":"https://u:%s19@h answered 500"}' "$MARK" >"$EASEL_WORK/parts/journal.json"
  readyz '{"ready":false,"license":{"in_force":false,"reason":"it says '"$jwt"'"},"deployments":[],"reasons":["password='"$MARK"'20"]}'
}

free_of_secrets() {
  local file secret
  for file in "$@"; do
    for secret in "${planted[@]}"; do
      if grep -qF -- "$secret" "$file"; then
        echo "$file holds $secret:"
        grep -F -- "$secret" "$file" | cut -b 1-300
        return 1
      fi
    done
  done
}

@test "the screen and the JSON hold no secret" {
  plant
  bash "$DOCTOR" --no-bundle --lang both >"$SCENE/screen" 2>&1 || true
  bash "$DOCTOR" --json >"$SCENE/report.json" || true
  free_of_secrets "$SCENE/screen" "$SCENE/report.json"
  node -e "JSON.parse(require('fs').readFileSync('$SCENE/report.json'))"
  # They were there to be found.
  grep -q 'redacted' "$SCENE/screen"
}

@test "the bundle holds no secret, and what support needs" {
  plant
  cd "$SCENE"
  bash "$DOCTOR" --bundle "$SCENE/bundle.tar.gz" >/dev/null || true
  mkdir "$SCENE/unpacked"
  tar -C "$SCENE/unpacked" -xzf "$SCENE/bundle.tar.gz"
  local -a files
  mapfile -t files < <(find "$SCENE/unpacked" -type f)
  [ "${#files[@]}" -gt 15 ]
  free_of_secrets "${files[@]}"
  local folder=$SCENE/unpacked/easel-support
  grep -q 'EASEL_NAME=parts' "$folder/parts.settings.txt"
  grep -q 'MY_SETTING=\[redacted\]' "$folder/parts.settings.txt"
  grep -q 'log_id":9' "$folder/parts-gateway.log"
  grep -q '由此引起\|最可能的原因' "$folder/report.txt"
  node -e "JSON.parse(require('fs').readFileSync('$folder/report.json'))"
}

@test "the bundle is 0600, also over a file that others could read, and leaves nothing behind" {
  touch "$SCENE/bundle.tar.gz"
  chmod 644 "$SCENE/bundle.tar.gz"
  mkdir "$SCENE/tmp"
  TMPDIR=$SCENE/tmp bash "$DOCTOR" --bundle "$SCENE/bundle.tar.gz" >/dev/null || true
  [ "$(stat -c %a "$SCENE/bundle.tar.gz")" = 600 ]
  tar -tzf "$SCENE/bundle.tar.gz" >/dev/null
  [ -z "$(ls "$SCENE/tmp")" ]
}

@test "the bundle is bounded, however much is logged" {
  node -e "
    const line = '{\"level\":\"info\",\"msg\":\"' + 'word '.repeat(1000) + '\"}\n';
    require('fs').writeFileSync('$SCENE/logs/parts-gateway', line.repeat(4000));"
  bash "$DOCTOR" --bundle "$SCENE/bundle.tar.gz" >/dev/null || true
  mkdir "$SCENE/unpacked"
  tar -C "$SCENE/unpacked" -xzf "$SCENE/bundle.tar.gz"
  [ "$(stat -c %s "$SCENE/unpacked/easel-support/parts-gateway.log")" -le 1048576 ]
  [ "$(du -sb "$SCENE/unpacked" | cut -f 1)" -lt 26000000 ]
}

@test "a bundle that cannot be written is said, and the findings stand" {
  run bash "$DOCTOR" --bundle "$SCENE/nowhere/bundle.tar.gz"
  [ "$status" -eq 0 ]
  [[ $output == *'cannot be written'* ]]
}
