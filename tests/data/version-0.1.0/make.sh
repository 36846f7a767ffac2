#!/bin/sh
# What version 0.1.0 wrote: make.sh RSSVIZ-0.1.0, in this folder. Kept as that version wrote it, never made anew.
# sentences: a run on the cross-situational task. series: a run on arrays, its states, their map, and those of both stages.
set -eu
$1 train --cell esn --units 2 --objects 3 --stages 2 --seed 2 -q -o sentences
awk 'BEGIN { print "u"; for (t = 0; t < 31; ++t) printf "%.4f\n", sin(.7 * t) }' >wave.csv
sed 31d wave.csv >inputs.csv
sed 2d wave.csv >targets.csv
$1 train --cell lstm --task arrays --inputs inputs.csv --targets targets.csv --washout 5 --units 2 --epochs 1 --seed 2 -q -o series
rm wave.csv inputs.csv targets.csv
$1 record series --sequences all --sample 0 -q
$1 embed series/states.npz --neighbors 5 --epochs 20 --quality none -q
$1 record series --stage all --sequences all --sample 0 -q -o series/stage_states.npz
$1 embed series/stage_states.npz --align --neighbors 5 --epochs 20 --stage-epochs 10 --quality none -q -o series/stage_maps.npz
$1 figure scatter series/embedding.npz -q -o map.pdf
rm map.tex map.txt
gzip -n9 sentences/task.json # 163 kB of sentences
cat >small.toml <<'RECIPE'
title = "A small journey"
seed = 2

[train.esn]
cell = "esn"
objects = 3
units = 6
stages = 2

[record.esn]
sample = 5

[embed.esn]
neighbors = 5
epochs = 20

[[figure]]
kind = "clauses"
of = ["esn"]
RECIPE
