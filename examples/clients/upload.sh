#!/bin/sh
# Uploads one image with curl alone.
#
#   UPLOAD_API_URL=https://uploads.example.com/upload-url UPLOAD_API_SECRET=... ./upload.sh USER_ID FILE
#
# This prints the file's key as JSON writes it: letters beyond ASCII are \uXXXX. With WAIT=1 it also waits for
# the file's result and prints it. For this the installation must have upload_status, and the key must be
# plain ASCII. For a private certificate authority, set CURL_CA_BUNDLE, as for any use of curl.
set -eu

if [ $# -ne 2 ]; then
  echo "usage: UPLOAD_API_URL=... UPLOAD_API_SECRET=... $0 USER_ID FILE" >&2
  exit 2
fi
user_id=$1
file=$2
name=$(basename -- "$file")
case $name in
  ?*.*) ext=${name##*.} ;;
  *) ext= ;; # the API refuses a name without an extension
esac

# base64url, because a web ACL would refuse plain names that resemble attacks.
base64url() {
  printf '%s' "$1" | base64 | tr -d '\n' | tr '+/' '-_'
}

# curl reads the secret from standard input, because every user of the machine can read a command line.
answer=$(
  printf 'x-api-gateway-img-upload-auth: %s\n' "$UPLOAD_API_SECRET" |
    curl --silent --show-error --fail-with-body --header @- --get "$UPLOAD_API_URL" \
      --data-urlencode "userIdBase64url=$(base64url "$user_id")" \
      --data-urlencode "filenameBase64url=$(base64url "${name%".$ext"}")" \
      --data-urlencode "ext=$ext" \
      --data-urlencode "size=$(wc -c <"$file" | tr -d ' ')"
) || {
  echo "No upload URL: $answer" >&2
  exit 1
}

# Prints a field of the answer. This is enough, because no value in it contains a quotation mark.
field() {
  printf '%s\n' "$answer" | sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"
}

# S3 answers 409 if another request for the same key ran at the same time, and asks for a retry.
put_attempts=3
attempt=1
until refusal=$(
  curl --silent --show-error --fail-with-body --write-out '\n%{http_code}' --upload-file "$file" \
    --header "Content-Type: $(field Content-Type)" \
    --header "If-None-Match: $(field If-None-Match)" \
    "$(field upload_url)"
); do
  status=${refusal##*[!0-9]}
  if [ "$status" != 409 ] || [ "$attempt" -eq "$put_attempts" ]; then
    echo "The upload was refused: $refusal" >&2
    exit 1
  fi
  sleep 1
  attempt=$((attempt + 1))
done
file_key=$(field file_key)
printf '%s\n' "$file_key"
[ -n "${WAIT:-}" ] || exit 0

# The pauses between polls grow, and are never shorter than the API's Retry-After.
seconds=0
pause=1
while :; do
  answer=$(
    printf 'x-api-gateway-img-upload-auth: %s\n' "$UPLOAD_API_SECRET" |
      curl --silent --show-error --header @- --write-out '\n%header{retry-after} %{http_code}' \
        --get "${UPLOAD_API_URL%/upload-url}/upload-status" \
        --data-urlencode "userIdBase64url=$(base64url "$user_id")" \
        --data-urlencode "fileKeyBase64url=$(base64url "$file_key")"
  )
  status=${answer##*[!0-9]}
  if [ "$status" = 200 ] && [ "$(field status)" != pending ]; then
    printf '%s\n' "$answer" | sed '$d'
    exit 0
  fi
  case $status in 200 | 429 | 5??) ;; *) seconds=120 ;; esac
  if [ "$seconds" -ge 120 ]; then
    echo "No result: $answer" >&2
    exit 1
  fi
  least=$(printf '%s\n' "$answer" | sed -n '$s/ .*//p')
  [ "${least:-0}" -gt "$pause" ] 2>/dev/null && pause=$least
  sleep "$pause"
  seconds=$((seconds + pause))
  pause=$((pause * 2 < 15 ? pause * 2 : 15))
done
