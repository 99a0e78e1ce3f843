#!/bin/sh
# Installs a bundle as an account that has nothing, in a network namespace without a network, and runs a made-up county.
#
#     deploy/try_bundle.sh [BUNDLE.tar.gz] [PEOPLE]        (root; removes the account afterwards)
#
# Skips with one sentence, exit 77, where that cannot be tried here.
set -eu
archive=${1:-$(ls -t "$(dirname "$0")"/../dist/yingbao-*.tar.gz 2>/dev/null | head -n 1)}
people=${2:-3000}
account=yingbao-try

skip() { printf 'skipped: %s\n' "$1"; exit 77; }
[ -f "$archive" ] || skip "there is no bundle; run make bundle"
[ "$(id -u)" = 0 ] || skip "only root makes accounts and namespaces"
command -v useradd >/dev/null && command -v setpriv >/dev/null || skip "useradd or setpriv is not installed"
unshare --net true 2>/dev/null || skip "no network namespaces here"
! id "$account" >/dev/null 2>&1 || skip "the account $account exists already"

place=$(mktemp -d /var/tmp/yingbao-try.XXXXXX)
chmod 711 "$place"
trap 'userdel "$account" 2>/dev/null || :; rm -rf "$place"' EXIT
trap 'exit 130' INT TERM HUP
useradd --system --no-create-home --home-dir "$place/home" --shell /bin/sh "$account"
mkdir "$place/home"
cp "$archive" "$place/home/bundle.tar.gz"
cat >"$place/home/try.sh" <<'STEPS'
set -eu
cd
echo "== $(id -un), interfaces: $(sed -n "s/^ *\([a-z0-9]*\):.*/\1/p" /proc/net/dev | tr "\n" " ")"
if python3 -c "import socket; socket.create_connection(('192.0.2.1', 443), 3)" 2>/dev/null; then echo "there is a network"; exit 1; fi
tar xzf bundle.tar.gz && rm bundle.tar.gz
begun=$(date +%s)
sh yingbao-*/install.sh
echo "== installed in $(($(date +%s) - begun)) s, $(du -sm ~/yingbao | cut -f1) MB"
yingbao=$HOME/yingbao/bin/yingbao
"$yingbao" demo --out demo --people "$1" >/dev/null
"$yingbao" run --inbox demo/inbox --home home --region funing --as-of 2026-11-22 | tail -n 6
"$yingbao" doctor --home home
"$yingbao" report --public --home home >/dev/null
echo "== again: nothing is installed twice"
sh yingbao-*/install.sh --home home | sed -n '/^三/p;/^装好了/p'
STEPS
chown -R "$account:" "$place/home"
unshare --net setpriv --reuid "$account" --regid "$account" --clear-groups \
    env -i HOME="$place/home" PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8 sh "$place/home/try.sh" "$people"
echo "== the bundle installs and runs without a network"
