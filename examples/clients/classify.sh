#!/usr/bin/env bash
# Classifies a picture with curl and jq: bash classify.sh PICTURE [URL]
set -euo pipefail
picture=${1:?usage: bash classify.sh PICTURE [URL]}
url=${2:-http://127.0.0.1:8080/surface-defects/ImageClassification}

# Through a pipe: base64 of a photo is longer than a command line may be.
answer=$(base64 <"$picture" | tr -d '\n' |
  jq --raw-input --slurp '{image: ., top_num: 3}' |
  curl --silent --show-error --max-time 30 \
    --header 'Content-Type: application/json' --data-binary @- "$url")

# The HTTP status is 200 for errors too; error_code in the body tells them apart.
jq --raw-output 'if .error_code
  then "\(.error_code) \(.error_msg)\n" | halt_error(1)
  else .results[] | "\(.name)\t\(.score)"
  end' <<<"$answer"
