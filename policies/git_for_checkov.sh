#!/bin/sh
# git, for Checkov: of a module's `?ref=v1.0.0&depth=1` it takes all behind the first `=` for the name of the ref.
before=""
for word in "$@"; do
  shift
  if [ "$before" = -b ]; then word=${word%%&*}; fi
  set -- "$@" "$word"
  before=$word
done
exec git "$@"
