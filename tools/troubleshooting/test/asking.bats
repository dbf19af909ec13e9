#!/usr/bin/env bats
# How it is asked, and how it answers.

load scene

setup_file() {
  bash "$BATS_TEST_DIRNAME/../pack.sh" "$BATS_FILE_TMPDIR/trouble_shooting.tar" 0.1.0
  tar -C "$BATS_FILE_TMPDIR" -xf "$BATS_FILE_TMPDIR/trouble_shooting.tar"
  export DOCTOR=$BATS_FILE_TMPDIR/trouble_shooting.sh
}
setup() { build_scene; }
teardown() { clear_scene; }

@test "runs as the guide of EasyDL says: unpacked anywhere, with bash alone" {
  mkdir "$SCENE/anywhere"
  cd "$SCENE/anywhere"
  cp "${DOCTOR%.sh}.tar" .
  run tar vxf trouble_shooting.tar
  [ "$output" = trouble_shooting.sh ]
  run bash trouble_shooting.sh
  [ "$status" -eq 0 ]
  tar -tzf easel-support-*.tar.gz | grep -q report.txt
}

@test "the same sources give the same archive" {
  bash "$BATS_TEST_DIRNAME/../pack.sh" "$SCENE/again.tar" 0.1.0
  cmp "${DOCTOR%.sh}.tar" "$SCENE/again.tar"
}

@test "runs from a checkout without being packed" {
  run bash "$BATS_TEST_DIRNAME/../main.sh" --no-bundle
  [ "$status" -eq 0 ]
}

@test "speaks the operator's language, and both where asked" {
  container easel-licensing exited 137
  LANG=zh_CN.UTF-8 doctor
  [[ $output == *'最可能的原因:easel-licensing'* ]]
  [[ $output != *'Most likely'* ]]
  doctor --lang=zh
  [[ $output == *'最可能的原因'* ]]
  doctor --lang both
  [[ $output == *'Most likely'* && $output == *'最可能的原因'* ]]
}

@test "has at least fifteen checks, and each reports in both languages" {
  bash "$DOCTOR" --json >"$SCENE/report.json"
  node -e "
    const { findings } = JSON.parse(require('fs').readFileSync('$SCENE/report.json', 'utf8'));
    const checks = new Set(findings.map(({ check }) => check));
    if (checks.size < 15) throw new Error(String(checks.size));
    for (const { check, status, title, message } of findings) {
      if (!/^(pass|warn|fail|skip)$/.test(status)) throw new Error(check);
      for (const said of [title, message]) if (!said.en || !said.zh) throw new Error(check);
    }"
}

@test "every warning and failure says what to do, in both languages" {
  container easel-licensing exited 137
  container parts-inference exited 137 true
  container parts-redis exited 1
  rm "$SCENE/images/easel_batch_0.1.0" "$EASEL_WORK/parts/models/parts/current"
  fake_df 100
  close_doors
  bash "$DOCTOR" --json >"$SCENE/report.json" || [ $? -eq 3 ]
  node -e "
    const { causes } = JSON.parse(require('fs').readFileSync('$SCENE/report.json', 'utf8'));
    if (causes.length < 6) throw new Error(String(causes.length));
    for (const { check, fix } of causes) if (!fix.en || !fix.zh) throw new Error(check);"
}

@test "tells nobody to do what an installed host cannot: which command it is, remedies alone know" {
  run grep -nE 'docker-compose (-|up|run)|docker compose|docker pull|python[23]? [a-z]|npm run|[^.]easel (rollback|activate|lu|upgrade|start|install) ' "$BATS_TEST_DIRNAME"/../checks/*.sh
  echo "$output"
  [ "$status" -eq 1 ]
}

@test "names every cause that a check gives in the list of causes" {
  local cause
  while read -r _ cause; do
    grep -qwF -- "$cause" "$BATS_TEST_DIRNAME/../lib/causes.sh" || { echo "$cause"; return 1; }
  done < <(grep -hoE '\b(fail|warn) [a-z]+-[a-z-]+' "$BATS_TEST_DIRNAME"/../checks/*.sh | sort -u)
}

@test "looks at one deployment where asked, and names those that there are" {
  mkdir -p "$EASEL_WORK/nuts/models/nuts"
  doctor --deployment parts
  [[ $output != *'[nuts]'* ]]
  doctor --deployment nuts
  [[ $output == *'[nuts]'* && $output != *'[parts]'* ]]
  doctor --deployment bolts
  [ "$status" -eq 2 ]
  [[ $output == *'there: nuts parts'* ]]
}

@test "looks at the host all the same where Docker, which may know of the deployment, does not answer" {
  echo 'Cannot connect to the Docker daemon' >"$SCENE/engine-says"
  doctor --deployment bolts
  [ "$status" -eq 3 ]
  [[ $output == *'deployment bolts is not in '"$EASEL_WORK"' (there: parts)'* ]]
  [[ $output == *'Most likely: the Docker engine does not answer'* && $output == *'Disk space'* ]]
  [[ $output != *'[parts]'* && $output != *Usage* && $output != *"none in $EASEL_WORK"* ]]
  doctor --deployment parts
  [ "$status" -eq 3 ]
  [[ $output == *'[parts]'* && $output != *'is not in'* ]]
}

@test "looks into the work folder that it is told, in place of the one that EASEL_WORK says" {
  mkdir -p "$SCENE/elsewhere/nuts/models/nuts"
  : >"$SCENE/ps"
  doctor --work "$SCENE/elsewhere"
  [[ $output == *'[nuts]'* && $output != *'[parts]'* ]]
  doctor "--work=$SCENE/elsewhere" --deployment parts
  [ "$status" -eq 2 ]
  [[ $output == *'there: nuts'* ]]
}

@test "puts the bundle into a folder that it is given, and says where it is" {
  mkdir "$SCENE/for support"
  for folder in "$SCENE/for support" "$SCENE/for support/"; do
    run bash "$DOCTOR" --bundle "$folder"
    [ "$status" -eq 0 ]
    local made=("$SCENE/for support/"*)
    [ ${#made[@]} -eq 1 ]
    [[ ${made[0]} == */easel-support-*.tar.gz && $output == *"For support: ${made[0]} ("* ]]
    tar -tzf "${made[0]}" | grep -q report.txt
    rm "${made[0]}"
  done
}

@test "takes a copy that was put away for no deployment" {
  cp -r "$EASEL_WORK/parts" "$EASEL_WORK/parts_V1"
  doctor
  [ "$status" -eq 0 ]
  [[ $output != *'[parts_V1]'* ]]
}

@test "says so where nothing is installed" {
  rm -rf "$EASEL_WORK" "$SCENE/ps"
  touch "$SCENE/ps"
  doctor
  [ "$status" -eq 4 ]
  [[ $output == *"bash $DOCTOR --work /path"* ]]
  [[ $output =~ 'cd PACKAGE/original && '(python[23]?)' package/Install/install.py install NAME' ]]
  command -v "${BASH_REMATCH[1]}"
}

@test "refuses what it does not understand" {
  # shellcheck disable=SC2016 # it must not be expanded by anybody
  for arguments in --nonsense '--lang fr' '--since $(reboot)' --bundle --work; do
    # shellcheck disable=SC2086
    run bash "$DOCTOR" $arguments
    [ "$status" -eq 2 ]
  done
}

@test "--help says what it takes and how it ends, in both languages" {
  run bash "$DOCTOR" --help
  [ "$status" -eq 0 ]
  for option in --deployment --work --since --json --bundle --no-bundle --lang; do [[ $output == *$option* ]]; done
  [[ $output == *'4 warnings, 3 failures'* ]]
  run bash "$DOCTOR" --lang zh --help
  [[ $output == *'4 有警告,3 有故障'* ]]
}

@test "a user who is not root is told what he could not see" {
  [ "$(id -u)" -eq 0 ] || skip 'not run as root'
  chmod -R a+rX "$SCENE" "$BATS_FILE_TMPDIR"
  chmod a+x "${BATS_FILE_TMPDIR%/*}" "${BATS_FILE_TMPDIR%/*/*}"
  run setpriv --reuid 65534 --clear-groups bash "$DOCTOR" --no-bundle
  [[ $output == *'not root: not seen are'* ]]
  [[ $output == *"sudo env EASEL_WORK=$EASEL_WORK bash $DOCTOR"* ]]
}
