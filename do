#!/usr/bin/env bash
# The project's one script: ./do figures | text | geometry | test | fuzz | bench | build | clean. Each verb but clean first sees to what it needs; none asks
# a question, none does again what is done.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

build_packages=(g++ cmake ninja-build pkg-config libcairo2-dev libpango1.0-dev libfontconfig-dev libavcodec-dev
  libavformat-dev libavutil-dev libeigen3-dev libboost-dev libboost-program-options-dev libgtest-dev zlib1g-dev libhdf5-dev libmatio-dev libspectra-dev
  libyaml-cpp-dev libtomlplusplus-dev nlohmann-json3-dev fonts-inter fonts-dejavu-core
  fonts-texgyre fonts-stix fonts-cmu)
test_packages=(qpdf poppler-utils librsvg2-bin ffmpeg chromium parallel slurm-wlm munge zsh fish binutils qemu-user)

say() { printf '%s\n' "$*" >&2; }

usage() {
  cat <<'EOF'
Usage: ./do VERB
  figures [--force]   install what is missing, build, and make the journey: out/journey/index.html
  text [--quick]      install what is missing, build, and train a character model on C headers, in minutes: out/text/index.html
  geometry            install what is missing, build, get Fashion-MNIST (Debian's dataset-fashion-mnist, 31 MB), train five
                      networks on it and draw where the class is, step by step: out/geometry/index.html
  test [--slow]       install what is missing, build, and run every test; with --slow also those that take minutes
  fuzz [SECONDS]      build the fuzz targets with clang and run each for a minute, or so many seconds
  bench [NAME]        time rssviz beside its peers: all of tests/bench, which takes an hour, or align, draw_scatter, embed,
                      film, match, text or training, with --help and options of its own; --small tries it; table: out/bench/bench.csv
  build               install what is missing, and build the program: build/release/rssviz
  clean               remove everything that was built (out/ stays)
EOF
}

installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

need_packages() {
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    say "This system has no apt-get. rssviz needs what these Debian 12 packages hold; install their like, then call ./do again:"
    say "  $*"
    if ! command -v cmake >/dev/null || ! command -v ninja >/dev/null; then exit 69; fi
    return
  fi
  local missing=() package
  for package in "$@"; do installed "$package" || missing+=("$package"); done
  [ ${#missing[@]} -eq 0 ] && return
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      say "These packages are missing; as root: apt-get install ${missing[*]}"
      exit 69
    fi
    sudo=(sudo)
  fi
  say "+ ${sudo[*]:+sudo }apt-get install -y --no-install-recommends ${missing[*]}"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q >&2
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
}

configure() {
  [ -f build/release/build.ninja ] || cmake --preset release >&2
}

build_target() {
  configure
  cmake --build build/release --target "$@" >&2
}

# One fuzz target for so many seconds; what it says goes to build/fuzz/TARGET.log. The seed is the same each time, so that what
# is found is found again; RSSVIZ_FUZZ_SEED=0 draws another. An input may take 5 s here: sanitizers are slow and machines busy.
fuzz() {
  mkdir -p "build/fuzz/corpus/$1"
  "build/fuzz/rssviz_fuzz_$1" -seed="${RSSVIZ_FUZZ_SEED:-1}" -max_total_time="$2" -timeout=5 -rss_limit_mb=2048 -max_len=65536 \
    -artifact_prefix="build/fuzz/$1-" "build/fuzz/corpus/$1" "tests/fuzz/corpus/$1" >"build/fuzz/$1.log" 2>&1
}

# All fuzz targets, as many at a time as there are processors.
fuzz_all() {
  local targets=(npy npz csv safetensors toml markup hdf5_answer svg png gif pdf states map torch labels run sweep yaml words) failed=() jobs first i
  jobs=$(nproc)
  for ((first = 0; first < ${#targets[@]}; first += jobs)); do
    local batch=("${targets[@]:first:jobs}") pids=()
    for i in "${!batch[@]}"; do
      fuzz "${batch[i]}" "$1" &
      pids+=($!)
    done
    for i in "${!batch[@]}"; do
      if wait "${pids[i]}"; then
        say "${batch[i]}: $(grep -oE 'Done [0-9]+ runs' "build/fuzz/${batch[i]}.log"), nothing found"
      else
        tail -n 40 "build/fuzz/${batch[i]}.log" >&2
        failed+=("${batch[i]}")
      fi
    done
  done
  if [ ${#failed[@]} -gt 0 ]; then
    say "found something: ${failed[*]}; the inputs stand as build/fuzz/TARGET-*"
    exit 65
  fi
}

# One of tests/bench by its name, with its options. All peers are Debian's.
bench() {
  local name=$1
  shift
  local targets=(rssviz) peers=(python3-numpy)
  case "$name" in
    align) peers+=(umap-learn) ;;
    draw_scatter) peers+=(python3-matplotlib) ;;
    embed) peers+=(python3-sklearn umap-learn r-cran-uwot) ;;
    film) peers+=(python3-matplotlib ffmpeg) targets+=(bench_film) ;;
    training | text) peers+=(python3-torch) ;;
    *)
      say "There is no benchmark '$name': align draw_scatter embed film match text training"
      exit 64
      ;;
  esac
  need_packages "${build_packages[@]}" "${peers[@]}"
  build_target "${targets[@]}"
  PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "tests/bench/bench_$name.py" --program build/release/rssviz "$@"
}

verb=${1:-}
[ $# -gt 0 ] && shift
case "$verb" in
  figures)
    need_packages "${build_packages[@]}"
    build_target rssviz
    exec build/release/rssviz run examples/journey.toml -o out/journey "$@"
    ;;
  text)
    need_packages "${build_packages[@]}" linux-libc-dev
    build_target rssviz
    exec build/release/rssviz run examples/text.toml -o out/text "$@"
    ;;
  geometry)
    need_packages "${build_packages[@]}" dataset-fashion-mnist
    build_target rssviz
    exec build/release/rssviz run examples/geometry.toml -o out/geometry "$@"
    ;;
  test)
    need_packages "${build_packages[@]}" "${test_packages[@]}"
    build_target all
    left_out=(-LE slow)
    if [ "${1:-}" = --slow ]; then
      left_out=()
      shift
    fi
    exec ctest --test-dir build/release --output-on-failure -j "$(nproc)" "${left_out[@]}" "$@"
    ;;
  fuzz)
    need_packages "${build_packages[@]}" clang libclang-rt-dev
    [ -f build/fuzz/build.ninja ] || cmake --preset fuzz >&2
    cmake --build build/fuzz --target rssviz_fuzz_targets >&2
    fuzz_all "${1:-60}"
    ;;
  bench)
    names=(draw_scatter film training text align embed)
    if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
      names=("$1")
      shift
    fi
    for name in "${names[@]}"; do bench "$name" "$@"; done
    say "out/bench/bench.csv"
    ;;
  build)
    need_packages "${build_packages[@]}"
    build_target rssviz
    say "build/release/rssviz"
    ;;
  clean)
    rm -rf build
    ;;
  -h | --help | help)
    usage
    ;;
  *)
    usage >&2
    exit 64
    ;;
esac
