#!/bin/sh
# One of the 36 networks of karpathy.toml, by its number: a job of an array of Slurm, or of a loop.
#
#   sbatch --array=0-35 --cpus-per-task=2 examples/karpathy.sh BOOK.txt out/karpathy
#   for i in $(seq 0 35); do examples/karpathy.sh BOOK.txt out/karpathy "$i"; done
#   rssviz figure loss-table out/karpathy/* --symbols 400000 --latex -o table.pdf        when they are done, or some of them
#   rssviz figure model-map out/karpathy/* -o map.pdf
#
# A job that was stopped goes on from its last epoch when it is started again. RSSVIZ names the program, EPOCHS how many.
set -eu
[ $# -ge 2 ] || { echo "karpathy.sh: TEXT and FOLDER are needed, and a number from 0 to 35 outside of Slurm" >&2; exit 64; }
text=$1 folder=$2 number=${3:-${SLURM_ARRAY_TASK_ID:?a number from 0 to 35 is needed}}
[ "$number" -ge 0 ] && [ "$number" -le 35 ] || { echo "karpathy.sh: $number is not one of 0 to 35" >&2; exit 64; }
set -- rnn lstm gru
shift $((number % 3))
cell=$1
layers=$((number / 3 % 3 + 1))
set -- 45000 122000 376000 1280000
shift $((number / 9))
size=$1
dropout=0
[ "$size" -lt 1000000 ] || [ "$layers" -eq 1 ] || dropout=0.25
mkdir -p "$folder"
exec "${RSSVIZ:-rssviz}" train --task text --text "$text" --cell "$cell" --layers "$layers" --parameters "$size" \
  --preset paper --epochs "${EPOCHS:-50}" --dropout "$dropout" --threads "${SLURM_CPUS_PER_TASK:-0}" --resume \
  -o "$folder/$cell-$layers-$((size / 1000))k"
