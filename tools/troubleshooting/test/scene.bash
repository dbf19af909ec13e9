# shellcheck shell=bash
# A host as trouble_shooting.sh sees it: one deployment called parts, installed and well, whose doors really answer.

build_scene() {
  SCENE=$(mktemp -d)
  export SCENE EASEL_WORK=$SCENE/work LANG=C.UTF-8
  unset LC_ALL LC_MESSAGES
  mkdir -p "$SCENE"/{bin,inspect,env,logs,health,images,connect,cgroup,work/parts/models/parts/2,work/parts/start,work/.easel}
  cp "$BATS_TEST_DIRNAME/fake-docker" "$SCENE/bin/docker"
  printf '#!/bin/sh\n' >"$SCENE/bin/dmesg"
  # The machine of the test may be short of what a customer's is not.
  fake_df 40
  mkdir "$SCENE/proc"
  printf 'MemTotal: 8000000 kB\nMemAvailable: 6000000 kB\n' >"$SCENE/proc/meminfo"
  printf '0.10 0.10 0.10 1/100 1\n' >"$SCENE/proc/loadavg"
  ln -s /proc/net "$SCENE/proc/net"
  touch "$SCENE/proc/cpuinfo"
  chmod +x "$SCENE"/bin/*
  PATH=$SCENE/bin:$PATH
  export TROUBLE_SHOOTING_PROC=$SCENE/proc

  readyz '{"ready":true,"edition":"release","license":{"in_force":true,"grace":false,"licensee":"ACME","kind":"permanent","expires":null},"deployments":[{"name":"parts","version":"2","state":"serving","canary":{"ok":true,"at":"2026-01-31T00:00:00.000Z","ms":4}}],"reasons":[]}'
  open_doors
  printf 'EASEL_NAME=parts\nEASEL_PORT=%s\nEASEL_ADMIN_PORT=%s\nEASEL_RELEASE=0.1.0\n' "$CALLERS" "$OPERATORS" >"$EASEL_WORK/parts/.env"
  chmod 600 "$EASEL_WORK/parts/.env"
  printf '2' >"$EASEL_WORK/parts/models/parts/current"
  touch "$EASEL_WORK/parts/models/parts/2/"{manifest.json,labels.txt}
  printf '{"format":1,"action":"install","state":"COMMITTED"}' >"$EASEL_WORK/parts/journal.json"
  local service
  for service in gateway inference batch redis; do
    container "parts-$service" running
    printf 'parts-%s|parts|%s|easel/%s:0.1.0|%s\n' "$service" "$service" "$service" "$EASEL_WORK/parts" >>"$SCENE/ps"
  done
  container easel-licensing running
  printf 'easel-licensing|easel-licensing|licensing|easel/licensing:0.1.0|%s\n' "$EASEL_WORK/.easel" >>"$SCENE/ps"
  touch "$SCENE/images/"{easel_gateway_0.1.0,easel_inference_0.1.0,easel_licensing_0.1.0,easel_batch_0.1.0,redis_7-bookworm}
  local addresses=$'EASEL_INFERENCE_ADDRESS=parts-inference:9401\nEASEL_LICENSING_ADDRESS=easel-licensing:9402'
  printf '%s\nEASEL_REDIS_URL=redis://someone:hunter2pass@parts-redis:6379\n' "$addresses" | tee "$SCENE/env/parts-batch" >"$SCENE/env/parts-gateway"
  printf '%s\n' "$addresses" >"$SCENE/env/parts-inference"
  touch "$SCENE/env/easel-licensing" "$SCENE/env/parts-redis"
}

clear_scene() {
  close_doors
  rm -rf "$SCENE"
}

# A container: NAME STATUS [EXIT [OOM [ERROR]]]
container() {
  local name=$1 service=${1##*-} image health=''
  image=easel/$service:0.1.0
  [[ $service == redis ]] && image=redis:7-bookworm
  [[ $2 == running ]] && health=healthy
  local ports=''
  [[ $service == gateway ]] && ports="8080/tcp=0.0.0.0:$CALLERS 8081/tcp=127.0.0.1:$OPERATORS "
  printf '/%s|%s|%s|%s|2026-01-31T08:00:00.1Z|2026-01-31T09:00:00.1Z|0|%s|%s|536870912|0||%s|parts_services |id-of-%s|"%s"\n' \
    "$name" "$2" "${3:-0}" "${4:-false}" "$health" "$image" "$ports" "$name" "${5:-}" >"$SCENE/inspect/$name"
}

readyz() { printf '%s' "$1" >"$SCENE/readyz.json"; }

not_ready() {
  readyz '{"ready":false,"edition":"release","license":{"in_force":'"$1"'},"deployments":[{"name":"parts","version":"2","state":"serving","canary":{"ok":false,"at":"2026-01-31T00:00:00.000Z","ms":4,"problem":"Auth check failed"}}],"reasons":["parts fails the canary"]}'
}

# Both doors of a gateway, on ports of their own: drawn by lot where the kernel gives none out by itself, so that nobody
# else comes to have one that a test has closed.
open_doors() {
  node -e "
    const { createServer } = require('http');
    const { readFileSync, writeFileSync } = require('fs');
    const answer = (request, response) => {
      response.setHeader('X-Log-Id', '7');
      if (request.url === '/readyz') response.end(readFileSync(process.env.SCENE + '/readyz.json'));
      else response.end('{\"status\":\"ok\"}');
    };
    const doors = [createServer(answer), createServer(answer)];
    const open = (door) => new Promise((done) => {
      const draw = () => door.listen(20000 + Math.floor(Math.random() * 12768), '127.0.0.1');
      door.on('error', draw).on('listening', done);
      draw();
    });
    Promise.all(doors.map(open)).then(() =>
      writeFileSync(process.env.SCENE + '/doors', doors.map((door) => door.address().port).join(' ') + '\n'));
  " 3>&- &
  DOORS=$!
  until [[ -s $SCENE/doors ]]; do sleep 0.05; done
  read -r CALLERS OPERATORS <"$SCENE/doors"
}

close_doors() {
  [[ -z ${DOORS:-} ]] || kill "$DOORS" 2>/dev/null || true
  [[ -z ${DOORS:-} ]] || wait "$DOORS" 2>/dev/null || true
  DOORS=
}

# A disk of which so many percent are used.
fake_df() {
  printf '#!/bin/sh\necho Filesystem\necho "/dev/sda1 100000000 0 %s %s%% /"\n' "$((100000000 - $1 * 1000000))" "$1" >"$SCENE/bin/df"
  chmod +x "$SCENE/bin/df"
}

doctor() { run bash "$DOCTOR" --no-bundle "$@"; }

# The cause that is named first, and what is to be done about it; $status is how the script ended.
first_cause() {
  run bash "$DOCTOR" --json "$@"
  printf '%s' "$output" >"$SCENE/report.json"
  node -e "
    const { causes } = JSON.parse(require('fs').readFileSync(process.env.SCENE + '/report.json', 'utf8'));
    const [first] = causes;
    require('fs').writeFileSync(process.env.SCENE + '/first', first ? [first.cause, first.message.en, first.fix.en, first.message.zh, first.fix.zh].join('\n') + '\n' : 'none\n');
  "
  mapfile -t first <"$SCENE/first"
}
