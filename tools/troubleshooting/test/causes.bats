#!/usr/bin/env bats
# What a customer's host can suffer from: each is named first, with what to do.

load scene

setup_file() {
  bash "$BATS_TEST_DIRNAME/../pack.sh" "$BATS_FILE_TMPDIR/trouble_shooting.tar" 0.1.0
  tar -C "$BATS_FILE_TMPDIR" -xf "$BATS_FILE_TMPDIR/trouble_shooting.tar"
  export DOCTOR=$BATS_FILE_TMPDIR/trouble_shooting.sh
}
setup() { build_scene; }
teardown() { clear_scene; }

@test "finds nothing wrong with a host that is well" {
  doctor
  echo "$output"
  [ "$status" -eq 0 ]
  [[ $output == *'Nothing is wrong here.'* ]]
}

@test "licensing stopped" {
  container easel-licensing exited 137
  not_ready 'false,"reason":"licensing out of reach"'
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = licensing-stopped ]
  [[ ${first[1]} == *'easel-licensing is exited'*337000* ]]
  [[ ${first[2]} == 'docker start easel-licensing'* ]]
  [[ ${first[3]} == *授权* || ${first[3]} == *337000* ]]
}

@test "licensing stopped: 337000 is said to come of it, not to be another trouble" {
  container easel-licensing exited 137
  not_ready 'false,"reason":"licensing out of reach"'
  doctor
  [[ $output == *'this accounts for: licensing is out of reach'* ]]
  [[ $output != *'Also: licensing is out of reach'* ]]
}

@test "licensing gone: whichever deployment is started brings it back" {
  rm "$SCENE/inspect/easel-licensing"
  sed -i /licensing/d "$SCENE/ps"
  not_ready 'false,"reason":"licensing out of reach"'
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = licensing-stopped ]
  [[ ${first[1]} == *'no container easel-licensing'* ]]
  [ "${first[2]}" = "bash $EASEL_WORK/.easel/easel start parts" ]
  [ "${first[4]}" = "${first[2]}" ]
}

@test "licence expired" {
  not_ready 'false,"reason":"the licence expired on 2026-01-30"'
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = licence-expired ]
  [[ ${first[2]} == *"bash $EASEL_WORK/.easel/easel lu --request"*"bash $EASEL_WORK/.easel/easel lu FILE"* ]]
  [[ ${first[4]} == *"bash $EASEL_WORK/.easel/easel lu 文件名"* ]]
}

@test "licence of another machine" {
  not_ready 'false,"reason":"the licence was issued for another machine"'
  first_cause
  [ "${first[0]}" = licence-elsewhere ]
}

@test "a licence that expires within 30 days is a warning, with the days" {
  local soon
  soon=$(date -u -d '+9 days +1 hour' +%Y-%m-%dT%H:%M:%S.000Z)
  readyz '{"ready":true,"license":{"in_force":true,"expires":"'"$soon"'"},"deployments":[{"name":"parts","version":"2","state":"serving","canary":{"ok":true,"ms":4}}],"reasons":[]}'
  first_cause
  [ "$status" -eq 4 ]
  [ "${first[0]}" = licence-ending ]
  [[ ${first[1]} == *'in 9 days'* ]]
}

@test "licence expired, told from licensing's log where no gateway answers" {
  close_doors
  container parts-gateway exited 1
  printf '%s\n' '{"level":"warn","service":"licensing","why":"expired","reason":"the licence expired on 2026-01-30","msg":"no licence in force"}' >"$SCENE/logs/easel-licensing"
  doctor
  [[ $output == *'the licence has expired'* ]]
}

@test "port taken: the gateway could not start, and the process is named" {
  container parts-gateway created 128 false 'listen tcp4 0.0.0.0: bind: address already in use'
  close_doors
  node -e "process.title = 'otherprog'; require('net').createServer((socket) => socket.end('SSH-2.0-other\r\n')).listen($CALLERS, '127.0.0.1', () => require('fs').writeFileSync('$SCENE/taken', ''))" 3>&- &
  local other=$!
  until [[ -e $SCENE/taken ]]; do sleep 0.05; done
  TROUBLE_SHOOTING_PROC=/proc first_cause
  kill "$other"
  [ "$status" -eq 3 ]
  [ "${first[0]}" = port-taken ]
  [[ ${first[2]} == *"$other"* ]]
  [[ ${first[2]} == *'EASEL_PORT in '*'/parts/.env'* ]]
}

@test "port taken: the operators', which has a setting of its own" {
  container parts-gateway created 128 false "Bind for 127.0.0.1:$OPERATORS failed: port is already allocated"
  close_doors
  first_cause
  [ "${first[0]}" = port-taken ]
  [[ ${first[2]} == *"sport = :$OPERATORS"*'EASEL_ADMIN_PORT in '*'/parts/.env'* ]]
  [[ ${first[4]} == *EASEL_ADMIN_PORT* ]]
}

@test "gateway container exited" {
  close_doors
  container parts-gateway exited 1
  printf 'Error: cannot begin\n' >"$SCENE/logs/parts-gateway"
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = gateway-stopped ]
  [[ ${first[1]} == *'exit code 1'* ]]
  [[ ${first[2]} == *"bash $EASEL_WORK/parts/start/start-1.sh"* ]]
}

@test "gateway container gone" {
  close_doors
  rm "$SCENE/inspect/parts-gateway"
  sed -i /gateway/d "$SCENE/ps"
  first_cause
  [ "${first[0]}" = gateway-stopped ]
  [[ ${first[1]} == *'no container parts-gateway'* ]]
}

@test "inference out of memory, killed as a whole" {
  container parts-inference exited 137 true
  not_ready 'true,"expires":null'
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = out-of-memory ]
  [[ ${first[1]} == *parts-inference* ]]
  [[ ${first[2]} == *'512 MiB'*'EASEL_INFERENCE_MEMORY=1024m'*"into $EASEL_WORK/parts/.env"*EASEL_LANES*"; then bash $EASEL_WORK/parts/start/start-1.sh" ]]
  [[ ${first[4]} == *"$EASEL_WORK/parts/.env"*'EASEL_INFERENCE_MEMORY=1024m'* ]]
}

@test "out of memory where no setting has the limit: a file that no release writes over" {
  container easel-licensing exited 137 true
  first_cause
  [ "${first[0]}" = out-of-memory ]
  [[ ${first[2]} == *'services: { licensing: { mem_limit: 1024m } }'*"into $EASEL_WORK/.easel/docker-compose.override.yml; then bash $EASEL_WORK/.easel/easel start parts" ]]
}

@test "inference out of memory, a lane of it killed" {
  printf 'oom_kill_disable 0\nunder_oom 0\noom_kill 3\n' >"$SCENE/cgroup/parts-inference"
  not_ready 'true,"expires":null'
  first_cause
  [ "${first[0]}" = out-of-memory ]
  [[ ${first[1]} == *'killed 3'* ]]
}

@test "the kernel's log counts where it tells of the host or of a container of ours" {
  printf '#!/bin/sh\necho "[1.0] oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/docker/of-somebody-else"\n' >"$SCENE/bin/dmesg"
  doctor
  [ "$status" -eq 0 ]
  printf '#!/bin/sh\necho "[1.0] oom-kill:constraint=CONSTRAINT_MEMCG,task_memcg=/docker/id-of-parts-inference"\n' >"$SCENE/bin/dmesg"
  doctor
  [ "$status" -eq 4 ]
  printf '#!/bin/sh\necho "[1.0] Out of memory: Killed process 7 (node)"\n' >"$SCENE/bin/dmesg"
  doctor
  [ "$status" -eq 4 ]
}

@test "disk full" {
  fake_df 100
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = disk-full ]
  [[ ${first[2]} == *'du -xh'* ]]
}

@test "disk full, even where Docker died of it" {
  fake_df 100
  printf 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock\n' >"$SCENE/engine-says"
  first_cause
  [ "${first[0]}" = disk-full ]
}

@test "disk that fills up is a warning" {
  fake_df 93
  first_cause
  [ "$status" -eq 4 ]
  [ "${first[0]}" = disk-filling ]
}

readonly NO_SPACE='{"level":"error","log_id":7,"msg":"not written","err":{"message":"ENOSPC: no space left on device, write"}}'

@test "disk full, told by a container minutes ago" {
  mkdir "$SCENE/lately"
  printf '%s\n' "$NO_SPACE" | tee "$SCENE/lately/parts-inference" >"$SCENE/logs/parts-inference"
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = disk-full ]
  [[ ${first[1]} == *parts-inference* ]]
}

@test "a disk that was full hours ago is a warning, and explains nothing away" {
  printf '%s\n' "$NO_SPACE" >"$SCENE/logs/parts-inference"
  doctor
  [ "$status" -eq 4 ]
  [[ $output == *'for want of space'* ]]
  container easel-licensing exited 137
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = licensing-stopped ]
}

@test "clock a year back" {
  # shellcheck disable=SC2016 # the script that is written expands these
  printf '#!/bin/bash\nif [[ $* == "+%%s" ]]; then echo $(($(/usr/bin/date +%%s) - 31536000)); else exec /usr/bin/date "$@"; fi\n' >"$SCENE/bin/date"
  chmod +x "$SCENE/bin/date"
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = clock-set-back ]
  [[ ${first[1]} == *'back by 36'[0-9]' days'* ]]
  [[ ${first[2]} == *timedatectl* ]]
}

@test "clock behind licensing's mark alone" {
  printf '{"format":1,"mark":%s,"memory":{"x":{"hashes":["s3cr3thash"],"at":1}}}' "$((($(date +%s) + 864000) * 1000))" >"$SCENE/state.json"
  first_cause
  [ "${first[0]}" = clock-set-back ]
  [[ $output != *s3cr3thash* ]]
}

@test "Redis down" {
  container parts-redis exited 0
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = redis-down ]
  [[ ${first[1]} == *'batches wait'* ]]
}

@test "Redis runs and does not answer" {
  printf 'ok -LOADING Redis is loading\n' >"$SCENE/connect/parts-gateway-parts-redis_6379"
  first_cause
  [ "${first[0]}" = redis-down ]
}

@test "batches that nobody asked for are not missed, and those that somebody did are" {
  cp "$BATS_TEST_DIRNAME/../../../deploy/stack/docker-compose.yml" "$EASEL_WORK/parts/"
  rm "$SCENE"/inspect/parts-{batch,redis}
  sed -i '/batch/d; /redis/d' "$SCENE/ps"
  sed -i /REDIS/d "$SCENE/env/parts-gateway"
  doctor
  [ "$status" -eq 0 ]
  printf 'COMPOSE_PROFILES=batches\n' >>"$EASEL_WORK/parts/.env"
  first_cause
  [ "${first[0]}" = redis-down ]
}

@test "image missing" {
  rm "$SCENE/images/easel_gateway_0.1.0" "$SCENE/inspect/parts-gateway"
  sed -i /gateway/d "$SCENE/ps"
  close_doors
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = image-missing ]
  [[ ${first[1]} == *'easel/gateway:0.1.0'* ]]
  [[ ${first[2]} == "bash $EASEL_WORK/.easel/easel upgrade parts PACKAGE, with the full package of release 0.1.0"* ]]
}

@test "the image of the command easel is gone" {
  printf 'EASEL_RELEASE=0.2.0\n' >"$EASEL_WORK/.easel/.env"
  touch "$SCENE/images/easel_cli_0.2.0"
  doctor
  [ "$status" -eq 0 ]
  rm "$SCENE/images/easel_cli_0.2.0"
  first_cause
  [ "$status" -eq 4 ]
  [ "${first[0]}" = image-missing ]
  [[ ${first[1]} == *'easel/cli:0.2.0 is gone'* ]]
  [[ ${first[2]} == *'install.py install NAME --trust-package --vendor-key'* ]]
}

@test "network between containers broken" {
  printf 'EAI_AGAIN\n' >"$SCENE/connect/parts-gateway-parts-inference_9401"
  sed -i 's/parts_services/elsewhere/' "$SCENE/inspect/parts-gateway"
  not_ready 'true,"expires":null'
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = network-broken ]
  [[ ${first[2]} == *'docker network connect --alias gateway parts_services parts-gateway'* ]]
}

@test "a service that ends just now is no broken network" {
  printf 'ENOTFOUND\n' >"$SCENE/connect/parts-gateway-parts-inference_9401"
  mkdir "$SCENE/anew"
  sed 's/T08:00:00/T08:30:00/' "$SCENE/inspect/parts-inference" >"$SCENE/anew/parts-inference"
  ANEW=anew first_cause
  [ "${first[0]}" = not-listening ]
}

@test "Docker dead: containers are not guessed at" {
  printf 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n' >"$SCENE/engine-says"
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = engine-down ]
  [[ ${first[2]} == *'systemctl restart docker'* ]]
  doctor
  [[ $output == *'[skip] Containers: Docker does not answer'* ]]
}

@test "Docker refuses this user" {
  printf 'permission denied while trying to connect to the Docker daemon socket\n' >"$SCENE/engine-says"
  first_cause
  [ "${first[0]}" = docker-denied ]
}

@test "no Docker at all" {
  rm "$SCENE/bin/docker"
  mkdir "$SCENE/tools"
  local tool path
  for tool in bash awk sed grep cut head tail cat tr date stat timeout sort paste readlink uname nproc id sh mktemp rm iconv node; do
    path=$(command -v "$tool") && ln -s "$path" "$SCENE/tools/$tool"
  done
  PATH=$SCENE/bin:$SCENE/tools first_cause
  [ "${first[0]}" = docker-missing ]
}

@test "an installation that was interrupted" {
  printf '{"format":1,"action":"upgrade","state":"SWITCHED"}' >"$EASEL_WORK/parts/journal.json"
  first_cause
  [ "$status" -eq 4 ] # it may be under way
  touch -d '-1 hour' "$EASEL_WORK/parts/journal.json"
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = delivery-interrupted ]
  [[ ${first[1]} == *SWITCHED* ]]
}

@test "a first installation that was interrupted before there was anything to start" {
  printf '{"format":1,"action":"install","state":"SWITCHED"}' >"$EASEL_WORK/parts/journal.json"
  touch -d '-1 hour' "$EASEL_WORK/parts/journal.json"
  first_cause
  [[ ${first[2]} == *'same install again'* ]]
  touch "$EASEL_WORK/parts/start/start-1.sh"
  first_cause
  [[ ${first[2]} == "bash $EASEL_WORK/parts/start/start-1.sh "* ]]
}

@test "a version that is current and not whole" {
  rm "$EASEL_WORK/parts/models/parts/2/labels.txt"
  first_cause
  [ "${first[0]}" = model-broken ]
  [ "${first[2]}" = "put a version in again: bash $EASEL_WORK/.easel/easel upgrade parts PACKAGE" ]
  mkdir "$EASEL_WORK/parts/models/parts/1"
  touch "$EASEL_WORK/parts/models/parts/1/"{manifest.json,labels.txt}
  first_cause
  [[ ${first[2]} == *"bash $EASEL_WORK/.easel/easel activate parts 1;"* ]]
}

@test "a version that cannot be served" {
  readyz '{"ready":false,"license":{"in_force":true,"expires":null},"deployments":[{"name":"parts","version":"2","state":"failed","problem":"no such operator"}],"reasons":["parts failed"]}'
  first_cause
  [ "${first[0]}" = model-broken ]
  [[ ${first[2]} == *"bash $EASEL_WORK/.easel/easel rollback parts;"* ]]
}

@test "a container that starts over and over" {
  sed -i "s/|running|\\(.*\\)|0|healthy/|restarting|\\1|9|/; s/2026-01-31T08:00:00.1Z/$(date -u +%Y-%m-%dT%H:%M:%SZ)/" "$SCENE/inspect/parts-inference"
  first_cause
  [ "${first[0]}" = inference-stopped ]
}

@test "a state folder that its service cannot write" {
  printf '/var/lib/easel/tuning' >"$SCENE/unwritable"
  first_cause
  [ "$status" -eq 3 ]
  [ "${first[0]}" = permissions ]
}

@test "a card that is wanted and not there" {
  sed -i 's/|536870912|0||/|536870912|0|1|/' "$SCENE/inspect/parts-inference"
  command -v nvidia-smi && skip 'this machine has a card'
  first_cause
  [ "${first[0]}" = gpu-broken ]
}

@test "a card whose driver does not answer" {
  printf '#!/bin/sh\necho "NVIDIA-SMI has failed" >&2\nexit 9\n' >"$SCENE/bin/nvidia-smi"
  chmod +x "$SCENE/bin/nvidia-smi"
  first_cause
  [ "$status" -eq 4 ]
  [ "${first[0]}" = gpu-broken ]
}

@test "errors in logs are grouped, counted, and lead to the last request" {
  local at
  for at in 1 2 3; do
    printf '{"level":"error","service":"gateway","log_id":38514314301414%s,"msg":"request failed"}\n' "$at"
  done >"$SCENE/logs/parts-gateway"
  doctor
  [ "$status" -eq 4 ]
  [[ $output == *'3 x request failed (last log_id 385143143014143)'* ]]
}

@test "a stopped licensing comes before the errors that it wrote everywhere" {
  container easel-licensing exited 0
  printf '{"level":"error","log_id":1,"msg":"request failed"}\n' >"$SCENE/logs/parts-gateway"
  first_cause
  [ "${first[0]}" = licensing-stopped ]
}

# As docker-compose starts it: services of one project, whose folder is a checkout.
checkout_scene() {
  rm -rf "$EASEL_WORK" "$SCENE/ps" "$SCENE"/inspect/*
  local service
  for service in licensing inference gateway redis; do
    container "shop_${service}_1" running
    printf 'shop_%s_1|shop|%s|easel/%s:development|/src/easel\n' "$service" "$service" "$service" >>"$SCENE/ps"
    touch "$SCENE/images/easel_shop_${service}_1_0.1.0" "$SCENE/env/shop_${service}_1"
  done
}

@test "in a checkout compose is what starts, in its folder, and npm what operates" {
  checkout_scene
  container shop_gateway_1 exited 1
  first_cause
  [ "${first[0]}" = gateway-stopped ]
  [[ ${first[2]} == 'cd /src/easel && docker-compose -p shop up -d gateway;'* ]]
  checkout_scene
  container shop_inference_1 exited 137 true
  first_cause
  [ "${first[0]}" = out-of-memory ]
  [[ ${first[2]} == *'EASEL_INFERENCE_MEMORY=1024m'*'into /src/easel/.env'*'; then cd /src/easel && docker-compose -p shop up -d inference' ]]
  checkout_scene
  not_ready 'false,"reason":"the licence expired on 2026-01-30"'
  doctor
  [[ $output == *'cd /src/easel && npm run easel -- lu --request'* ]]
}
