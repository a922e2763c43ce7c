#!/usr/bin/env bash
# The programs that judge our reports, from Debian's packages. Does nothing where all are there.
set -euo pipefail

programs=(sigrok-cli tshark xmllint chromium ssconvert pdftotext pg_ctlcluster)
packages=(sigrok-cli tshark libxml2-utils chromium gnumeric poppler-utils postgresql)

missing=0
for program in "${programs[@]}"; do
  command -v "$program" > /dev/null || missing=1
done
if [ "$missing" = 0 ]; then exit 0; fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
  echo "test/peers/install.sh: needs root and apt-get to install ${packages[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}"
