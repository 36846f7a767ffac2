#include "cli/compose/parts/kind_options.h"

namespace rssviz::cli {

using enum OptionType;

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
  return {"labels", OptionType::file,
          "",       "a table (.csv, .tsv, .npy, .npz, .h5) with a row for each point or each sequence",
          true,     {}};
}

Option states_option() {
  return {"states", OptionType::file, "", "the states that the map is of, with their columns", true, {}};
}

Option sequences_option() {
  return {"sequences",
          OptionType::texts,
          "",
          "sequences to follow: 0,3, 0-7, all, or by a label: COLUMN=VALUE (default: the first ones)",
          true,
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
  return {
      "zoom",
      OptionType::text,
      "",
      "draw parts of the map larger beside it; auto or auto:COUNT (groups), or X0,Y0,X1,Y1;... in the map's "
      "units, or none",
      true,
      {}};
}

Option strict_option() {
  return {"strict", OptionType::flag,
          "",       "refuse maps that other seeds don't agree with (embed --seeds 5)",
          false,    {}};
}

Option font_option() {
  return {"font", text,
          "sans", "typeface: Inter, TeX Gyre Heros, TeX Gyre Termes or CMU Serif",
          true,   {"sans", "helvetica", "times", "latex"}};
}

Option palette_option() {
  return {
      "palette",
      text,
      "",
      "colours of classes (steps, okabe-ito, tol-muted) or of values (default: steps to seven classes and "
      "Tol muted beyond; viridis)",
      true,
      {"steps", "okabe-ito", "tol-muted", "viridis", "inferno", "magma", "cividis", "red-blue", "twilight"}};
}

std::vector<Option> look_options() {
  return {
      {"venue",
       text,
       "neurips",
       "whose widths and text sizes to use",
       true,
       {"neurips", "icml", "ieee", "nature", "elsevier", "beamer"}},
      {"theme", text, "paper", "colours of paper and ink", true, {"paper", "talk-light", "talk-dark"}},
      font_option(),
      palette_option(),
      {"text-size",
       number,
       "",
       "size of labels in points, ticks being one point smaller (default: the venue's)",
       true,
       {}},
      {"width",
       text,
       "",
       "width of the figure: 5.5in, 89mm or 396pt (default: what the kind needs of the venue's widths)",
       true,
       {}},
      {"dpi", number, "300", "resolution of PNG files", true, {}},
      {"points",
       text,
       "auto",
       "how dots are written: as circles, as round caps (far smaller files), or as one picture; auto: "
       "circles to 5,000 dots a panel, caps to 50,000, a picture above",
       true,
       {"auto", "exact", "compact", "raster"}},
      {"raster-dpi", number, "300", "resolution of dots written as a picture", true, {}},
      {"svg-text",
       text,
       "outlines",
       "SVG: letters as outlines, the same everywhere, or as text, to be edited where the fonts are",
       true,
       {"outlines", "text"}},
      {"strict-fonts", flag, "", "fail where the fonts lack a character, instead of saying so", false, {}},
      {"author", text, "rssviz", "author named in PDF files", true, {}},
  };
}

}  // namespace rssviz::cli
