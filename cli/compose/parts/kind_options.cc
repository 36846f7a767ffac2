#include "cli/compose/parts/kind_options.h"

namespace rssviz::cli {

Option sentence_option() {
  return {
      "sentence",
      OptionType::texts,
      "",
      "sentences to follow; BEGIN and END may be left out; of arrays steps: 100-150, or 3:0-40 of sequence 3",
      true,
      {}};
}

Option labels_option() {
  return {"labels", OptionType::file, "", "a table (.csv, .tsv, .npz, .h5) with a row for each point", true,
          {}};
}

Option states_option() {
  return {"states", OptionType::file, "", "the states that the map is of, with their columns", true, {}};
}

Option sequences_option() {
  return {"sequences", OptionType::texts, "", "sequences to follow, by number (default: the first)", true,
          {}};
}

Option color_by_option() {
  return {"color-by", OptionType::text, "", "column or array that colours the points", true, {}};
}

Option color_as_option() {
  return {"color-as",
          OptionType::text,
          "auto",
          "the column's values are classes or a scale; auto: texts and up to 12 different whole numbers are "
          "classes",
          true,
          {"auto", "classes", "scale"}};
}

Option name_classes_option() {
  return {"name-classes", OptionType::flag, "", "write the classes' names on the map", true, {}};
}

Option highlight_option() {
  return {"highlight", OptionType::texts, "", "classes that keep their colour, all others grey", true, {}};
}

Option radius_option() {
  return {"radius", OptionType::number, "", "radius of points, in points (default: from their number)", true,
          {}};
}

Option opacity_option() {
  return {"opacity", OptionType::number, "", "0 to 1 (default: from how crowded the map is)", true, {}};
}

Option title_option() { return {"title", OptionType::text, "", "title of the figure", true, {}}; }

Option concept_option() {
  return {"concept", OptionType::texts, "", "outputs to show, e.g. 'cup 1' (default: all)", true, {}};
}

Option objects_option() { return {"objects", OptionType::integer, "4", "objects of the task", true, {}}; }

Option inputs_option() {
  return {"inputs", OptionType::file, "", "run them over an array of one's own instead", true, {}};
}

Option lengths_option() {
  return {"lengths", OptionType::file,
          "",        "with --inputs: an array of the number of steps of each sequence",
          true,      {}};
}

Option washout_option() {
  return {"washout", OptionType::integer, "100", "with --inputs: first steps that aren't shown", true, {}};
}

Option sample_option() { return {"sample", OptionType::integer, "200", "test sentences to run", true, {}}; }

Option units_option() {
  return {"units", OptionType::integer, "", "units of each (default: 1000)", true, {}};
}

Option neighbors_option() {
  return {"neighbors", OptionType::integer, "15", "neighbours of a state on the map", true, {}};
}

Option map_epochs_option() {
  return {"map-epochs", OptionType::integer, "", "rounds of the layout of each map", true, {}};
}

Option band_seeds_option() {
  return {"band-seeds", OptionType::integer, "5", "other seeds at the reference settings", true, {}};
}

Option draws_option() {
  return {"draws", OptionType::integer, "1000", "resamples and permutations", true, {}};
}

Option spectral_radii_option() {
  return {"spectral-radii", OptionType::texts, "", "spectral radii, one a row", true, {}};
}

Option leak_rates_option() {
  return {"leak-rates", OptionType::texts, "", "leak rates, one a column", true, {}};
}

Option densities_option() {
  return {"densities", OptionType::texts, "", "densities of W, with --vary density", true, {}};
}

Option input_scalings_option() {
  return {"input-scalings", OptionType::texts, "", "input scalings, with --vary input-scaling", true, {}};
}

Option pace_option() {
  return {"pace",
          OptionType::text,
          "uniform",
          "equal time for each stage, for each epoch (or sentence), or for an equal change of the error",
          true,
          {"uniform", "epoch", "metric"}};
}

Option story_option() {
  return {"story", OptionType::text,
          "auto",  "begin with one sentence that shows what a dot is; auto: in films of 12 s and more",
          true,    {"auto", "none"}};
}

Option latex_option() {
  return {"latex", OptionType::flag,
          "",      "write the numbers behind the figure as a LaTeX table too (FILE.table.tex)",
          false,   {}};
}

Option zoom_option() {
  return {"zoom",
          OptionType::text,
          "",
          "draw a part of the map larger beside it; auto (the densest), or X0,Y0,X1,Y1 in the map's units",
          true,
          {}};
}

Option strict_option() {
  return {"strict", OptionType::flag,
          "",       "refuse maps that other seeds don't agree with (embed --seeds 5)",
          false,    {}};
}

}  // namespace rssviz::cli
