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
  body=$(head -c 576 /dev/urandom | base64 -w 64)
  picture=$(head -c 3000 /dev/urandom | base64 -w 0)
  jwt=eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ$MARK$MARK.c2lnbmF0dXJl$MARK
  mapfile -t planted <<<"$body"
  planted+=("${picture:100:60}" "$MARK" AKIAIOSFODNN7EXAMPLE 'ef01'"$MARK")
  local pem=$'-----BEGIN EC PRIVATE KEY-----\n'"$body"$'\n-----END EC PRIVATE KEY-----'
  {
    printf 'EASEL_REDIS_PASSWORD=%s1\nMY_SETTING=%s2\nDATABASE_URL=postgres://u:%s3@db/x\n' "$MARK" "$MARK" "$MARK"
    printf 'MULTI="%s\n' "$pem"
  } >>"$EASEL_WORK/parts/.env"
  cat >"$EASEL_WORK/parts/docker-compose.yml" <<END
# the proxy's word is ${MARK}4
x-common: &common
  SAID: ${MARK}22
services:
  gateway:
    image: easel/gateway:0.1.0
    restart: unless-stopped # ${MARK}23
    environment:
      EASEL_LOG_LEVEL: debug
      TOKEN: ${MARK}24
      DB: ${MARK}25
      URL: http://u:${MARK}5@h/
    logging: { driver: splunk, options: { splunk-url: ${MARK}26 } }
    ports: ['9000:8080']
  x:
    environment:
      - EASEL_LANES=2
      - DB=${MARK}27
    args: [--dsn, ${MARK}28]
    command:
      - redis-cli
      - -a
      - ${MARK}29
      - >-
        requirepass
        ${MARK}6
END
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
    cat <<END
Error: DB_PASS=${MARK}30 MYSQL_PASS: ${MARK}31 pwd: ${MARK}32 {"pass":"${MARK}33"}
Error: curl -u someone:${MARK}34 http://h/
Error: curl -usomeone:${MARK}35 --user "someone:${MARK}36"
Error: redis-cli -h cache -a ${MARK}37 ping
Error: ["redis-cli","-a","${MARK}38"]
Error: mysql -h db -p${MARK}39 parts
Error: GET http://h/x?key=${MARK}40&n=1 and http://h/x?n=1&sig=${MARK}41&m=2
{"level":"error","password":["${MARK}42"],"msg":"four"}
{"level":"error","password":{"value":"${MARK}43"},"msg":"five"}
{"level":"error","env":[{"name":"DB_PASSWORD","value":"${MARK}44"}],"msg":"six"}
{"level":"error","body":"{\\"token\\":[\\"${MARK}45\\"]}","msg":"seven"}
Error: 口令:${MARK}46,密码:${MARK}47,密码 = ${MARK}48,密码为${MARK}49
Error: signed by AKIAIOSFODNN7EXAMPLE
{
  "password": [
    "${MARK}50"
  ],
  "token":
    "${MARK}51"
}
password: |
  ${MARK}52
REDISCLI_AUTH=${MARK}53
END
    # As a program logs a key that it cannot read, line by line.
    printf '2026-01-31T09:00:00.000Z %s\n' "${planted[@]:0:12}"
    printf '{"level":"error","msg":"%s"}\n' "${planted[@]:0:12}"
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
  grep -qx '    image: easel/gateway:0.1.0' "$folder/parts.compose.yml"
  grep -qx '      EASEL_LOG_LEVEL: debug' "$folder/parts.compose.yml"
  grep -qx '      - EASEL_LANES=2' "$folder/parts.compose.yml"
  grep -q "9000:8080" "$folder/parts.compose.yml"
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

@test "what says nothing secret is left as it is" {
  # shellcheck source=/dev/null
  . "$BATS_TEST_DIRNAME/../lib/redact.sh"
  local said='[pass] Disk: /home/baidu/work/Parts2: 40 MiB left
2026-01-31T09:00:00Z cannot read /home/baidu/work/Parts2/models/Parts2
{"level":"error","log_id":7,"err":{"message":"Error: ENOENT /var/lib/easel/models/Parts2/current"},"msg":"not read"}
Error: http://127.0.0.1:8080/Parts2/ImageClassification answered 500
docker ps -a --no-trunc'
  [ "$(redact <<<"$said")" = "$said" ]
}
