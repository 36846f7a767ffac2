#!/bin/bash
# The Debian packages on a machine that has nothing of ours: tests/install/clean_machine.sh FOLDER, as root, with debootstrap
# and after ./do build. Makes the packages, puts a minimal Debian 12 into FOLDER/machine (from FOLDER/base, which it makes at
# first and keeps), installs them there with apt, and uses them as a user would. Needs the network.
set -euo pipefail
folder=${1:?which folder? (some 2 GB)}
cd "$(dirname "$0")/../.."
source=$PWD
mkdir -p "$folder"
folder=$(readlink -f "$folder")
machine=$folder/machine
base=$folder/base
mirror=${MIRROR:-http://deb.debian.org/debian}

say() { printf '== %s\n' "$*"; }
unmount() { if mountpoint -q "$machine/proc"; then umount "$machine/proc"; fi; }
trap unmount EXIT
inside() {
  chroot "$machine" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    "$@"
}
has() { grep -q -- "$1" || { echo "missing: $1" >&2; exit 1; }; }

say "packages"
rm -rf "$folder/packages"
cpack -B "$folder/packages" --config build/release/CPackConfig.cmake
for package in "$folder"/packages/*.deb; do dpkg-deb --info "$package" | grep -E 'Package|Depends|Recommends|Installed-Size'; done

say "a minimal Debian 12"
[ -f "$base/etc/debian_version" ] || debootstrap --variant=minbase bookworm "$base" "$mirror"
unmount
rm -rf "$machine"
cp -a "$base" "$machine"
mount -t proc proc "$machine/proc"
printf '#!/bin/sh\nexit 101\n' >"$machine/usr/sbin/policy-rc.d"  # no daemons
chmod +x "$machine/usr/sbin/policy-rc.d"
cp "$folder"/packages/*.deb "$machine/srv/"
inside apt-get update -q

say "apt install ./rssviz_*.deb, without what it only recommends"
inside sh -c 'apt-get install -y -q --no-install-recommends /srv/rssviz_*.deb' | tail -n 3
inside rssviz --version

say "an installed example"
inside sh -c 'mkdir /srv/rssviz && cd /srv/rssviz && rssviz run /usr/share/rssviz/examples/journey.toml --quick -q -o quick'
inside sh -c 'ls /srv/rssviz/quick/index.html /srv/rssviz/quick/figures/*.pdf /srv/rssviz/quick/films/*.mp4' | wc -l
build/release/rssviz run examples/journey.toml --quick -q --force -o "$folder/quick"
(cd "$folder/quick" && find . -type f ! -name timings.json -print0 | sort -z | xargs -0 sha256sum) >"$machine/srv/rssviz/sums"
inside sh -c 'cd /srv/rssviz/quick && sha256sum --quiet -c ../sums && echo "the bytes of the machine that built it"'
inside bash -c 'cd /srv/rssviz && time rssviz run /usr/share/rssviz/examples/journey.toml -q'
inside test -s /srv/rssviz/out/journey/index.html
inside sh -c 'cd /srv/rssviz && rssviz recipe quick/figures/heard-lstm.pdf --remake'
inside sh -c 'cd /srv/rssviz && rssviz sweep plan /usr/share/rssviz/examples/sweep.toml -q -o sweep && rssviz sweep status sweep'

say "manual pages"
inside sh -c 'apt-get install -y -q --no-install-recommends man-db' >/dev/null
inside sh -c 'man rssviz | cat' | has 'rssviz-embed'
inside sh -c 'man rssviz-train | cat' | has '--cell'
inside sh -c 'man --warnings rssviz-figure 2>&1 >/dev/null' | { ! grep .; }

say "completion"
inside sh -c 'apt-get install -y -q --no-install-recommends bash-completion zsh fish' >/dev/null
# As bash-completion does at the first Tab after `rssviz`.
inside bash -c 'source /usr/share/bash-completion/bash_completion; _completion_loader rssviz; complete -p rssviz
  COMP_WORDS=(rssviz embed --neigh); COMP_CWORD=2; _rssviz; echo "$COMPREPLY"' | has '--neighbors'
inside fish -c 'complete -C "rssviz embed --neigh"' | has '--neighbors'
inside zsh -n /usr/share/zsh/vendor-completions/_rssviz
inside zsh -c 'autoload -U compinit && compinit -u && echo $_comps[rssviz]' | has '_rssviz'

say "another project: find_package(rssviz)"
inside sh -c 'apt-get install -y -q --no-install-recommends /srv/librssviz-dev_*.deb g++ cmake make' | tail -n 1
cp -r "$source/tests/install/consumer" "$machine/srv/consumer"
inside sh -c 'cd /srv/consumer && cmake -B build -DCMAKE_BUILD_TYPE=Release >/dev/null && cmake --build build && build/consumer out.pdf' | has '9 states'

say "removal"
inside apt-get purge -y -q rssviz librssviz-dev >/dev/null
inside sh -c '! find /usr -name "*rssviz*" | grep .'
say "all is well"
