// The option tables of the commands that draw.
#include "cli/options/shared_options.h"
#include "cli/options/tables.h"

namespace rssviz::cli {
namespace {

using enum OptionType;

Option font_option() {
  return {"font", text,
          "sans", "typeface: Inter, TeX Gyre Heros, TeX Gyre Termes or CMU Serif",
          true,   {"sans", "helvetica", "times", "latex"}};
}

Option palette_option() {
  return {"palette",
          text,
          "",
          "colours of classes (okabe-ito, tol-muted) or of values (default: Okabe-Ito to seven classes and "
          "Tol muted beyond; viridis)",
          true,
          {"okabe-ito", "tol-muted", "viridis", "inferno", "magma", "cividis", "red-blue", "twilight"}};
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
      {"strict-fonts", flag, "", "fail where the fonts lack a character, instead of saying so", false, {}},
      {"author", text, "rssviz", "author named in PDF files", true, {}},
  };
}

}  // namespace

const CommandTable& figure_table() {
  static const CommandTable table = [] {
    CommandTable made{
        "figure",
        "draw one figure as PDF, SVG or PNG",
        {{"KIND", "kind of figure; --list names them", false, false},
         {"RUN", "folders of runs", false, true}},
        {{"list", flag, "", "list the kinds of figure", false, {}},
         {"sentence",
          texts,
          "",
          "sentences to follow (trajectories, outputs, activity, ...); BEGIN and END may be left out",
          true,
          {}},
         {"against",
          text,
          "heard",
          "errors: judge against what has been heard so far, or the whole sentence",
          true,
          {"heard", "sentence"}},
         {"concept",
          texts,
          "",
          "output-map, output-histogram: outputs to show, e.g. 'cup 1' (default: all); tied-units: the "
          "output",
          true,
          {}},
         {"most-labels",
          integer,
          "14",
          "final-states: how many states carry their sentence, at most",
          true,
          {}},
         {"labels", file, "", "scatter: a table (.csv, .npz) with a row for each point", true, {}},
         {"color-by", text, "", "scatter: column or array that colours the points", true, {}},
         {"color-as",
          text,
          "auto",
          "scatter: the column's values are classes or a scale; auto: texts and up to 12 different whole "
          "numbers are classes",
          true,
          {"auto", "classes", "scale"}},
         {"name-classes", flag, "", "scatter: write the classes' names on the map", true, {}},
         {"highlight", texts, "", "scatter: classes that keep their colour, all others grey", true, {}},
         {"radius",
          number,
          "",
          "scatter: radius of points, in points (default: from their number)",
          true,
          {}},
         {"opacity", number, "", "scatter: 0 to 1 (default: from how crowded the map is)", true, {}},
         {"title", text, "", "scatter: title of the figure", true, {}},
         {"as",
          text,
          "bars",
          "final-outputs: bars of probabilities, or a matrix of outputs",
          true,
          {"bars", "matrix"}},
         {"measure",
          text,
          "activity",
          "activity: what to show of units, their sum being that of the absolute changes",
          true,
          {"activity", "change", "sum"}},
         {"what",
          text,
          "",
          "activity: which trace: cell, hidden, reservoir, ... (default: that of the map)",
          true,
          {}},
         {"units-shown",
          texts,
          "",
          "activity: numbers of units, or all (default: those that vary most; the sum is over all)",
          true,
          {}},
         {"top-units",
          integer,
          "",
          "how many units: activity, that vary most (default 6); polyvalent, tied-units, that belong to an "
          "output (default 1 %, at least 1; tied-units 3)",
          true,
          {}},
         {"importance",
          text,
          "",
          "winglets, polyvalent, tied-units: abs(weight) x sd(activity), or abs(weight) (default: "
          "contribution, "
          "winglets weight)",
          true,
          {"contribution", "weight"}},
         {"permutations", integer, "1000", "polyvalent: permutations of the weights", true, {}},
         {"stages", text, "6", "learning-strip: how many stages, or their numbers, e.g. 0,5,10,35", true, {}},
         {"unlabelled", flag, "", "trajectories: no words along the lines", true, {}},
         {"objects", integer, "4", "reservoirs, predictors: objects of the task", true, {}},
         {"sample", integer, "200", "reservoirs, predictors, ablation: test sentences to run", true, {}},
         {"units", integer, "", "reservoirs, predictors: units of each (default: 1000; 200)", true, {}},
         {"vary",
          texts,
          "",
          "reservoirs, reservoirs-check: one row a parameter: spectral-radius, leak-rate, density, "
          "input-scaling (default: a grid of the first two)",
          true,
          {}},
         {"spectral-radii", texts, "", "reservoirs: spectral radii, one a row", true, {}},
         {"leak-rates", texts, "", "reservoirs: leak rates, one a column", true, {}},
         {"densities", texts, "", "reservoirs: densities of W, with --vary density", true, {}},
         {"input-scalings", texts, "", "reservoirs: input scalings, with --vary input-scaling", true, {}},
         {"numbers", flag, "", "reservoirs: numbers of the untrained states below each map", true, {}},
         {"band-seeds", integer, "5", "reservoirs: other seeds at the reference settings", true, {}},
         {"neighbors", integer, "15", "reservoirs, null: neighbours of a state on the map", true, {}},
         {"map-epochs", integer, "", "reservoirs, null: rounds of the layout of each map", true, {}},
         {"settings", integer, "100", "predictors: settings drawn at random", true, {}},
         {"seeds",
          integer,
          "",
          "predictors: seeds of each setting (default: 3); nesting: networks in all, trained again from "
          "further seeds (default: 1)",
          true,
          {}},
         {"draws", integer, "1000", "difficult, predictors: resamples and permutations", true, {}},
         {"ablation-draws", integer, "20", "ablation: draws of random units", true, {}},
         {"latex",
          flag,
          "",
          "write the numbers behind the figure as a LaTeX table too (FILE.table.tex)",
          false,
          {}},
         seed_option(),
         {"output", texts, "", "file to write, .pdf, .svg or .png (repeatable)", false, {}}},
        {"rssviz figure trajectories out/journey/esn -o esn.pdf",
         "rssviz figure side-by-side out/journey/esn out/journey/lstm --venue ieee -o both.svg",
         "rssviz figure --list"}};
    for (Option& option : look_options()) made.options.push_back(std::move(option));
    return finished(std::move(made));
  }();
  return table;
}

const CommandTable& animate_table() {
  static const CommandTable table = finished(
      {"animate",
       "make a film as MP4",
       {{"KIND", "kind of film; --list names them", false, false}, {"RUN", "folders of runs", false, true}},
       {{"list", flag, "", "list the kinds of film", false, {}},
        {"theme", text, "talk-light", "colours of paper and ink", true, {"talk-light", "talk-dark"}},
        font_option(),
        palette_option(),
        {"sentence", texts, "", "reading: the sentence; BEGIN and END may be left out", true, {}},
        {"fps", integer, "30", "frames a second", true, {}},
        {"frames", integer, "", "frames in all (default: 720; reading: what its words need)", true, {}},
        {"duration", text, "", "length in seconds, e.g. 30s, instead of --frames", true, {}},
        {"draft", flag, "", "a quick look: 960 x 540, encoded fast", true, {}},
        {"at", text, "", "write the still at this time, e.g. 12.5s, as .pdf, .svg or .png", true, {}},
        {"size", text, "1920x1080", "pixels, both even", true, {}},
        {"crf", integer, "18", "quality of H.264: lower is better and larger", true, {}},
        {"neighbors",
         integer,
         "15",
         "learning-lstm, reservoirs: neighbours of a state on the maps",
         true,
         {}},
        {"vary",
         text,
         "leak-rate",
         "reservoirs: the parameter that changes",
         true,
         {"spectral-radius", "leak-rate", "density", "input-scaling"}},
        {"values", texts, "", "reservoirs: its values, in order (default: nine)", true, {}},
        {"objects", integer, "4", "reservoirs: objects of the task", true, {}},
        {"sample", integer, "200", "reservoirs: test sentences to run", true, {}},
        {"units", integer, "", "reservoirs: units of each (default: 1000)", true, {}},
        {"band-seeds", integer, "5", "reservoirs: other seeds at the reference settings", true, {}},
        {"first-epochs", integer, "", "learning-lstm: rounds of the layout of the first stage", true, {}},
        {"stage-epochs",
         integer,
         "100",
         "learning-lstm, reservoirs: rounds of the layout of each further stage",
         true,
         {}},
        seed_option(),
        output_option("the film, .mp4")},
       {"rssviz animate learning-lstm out/journey/lstm -o learning.mp4", "rssviz animate --list"}});
  return table;
}

const CommandTable& lint_table() {
  static const CommandTable table = finished(
      {"lint",
       "find what a publisher would send back, in figures as PDF",
       {{"FILE", "figures as .pdf", true, true}},
       {{"venue",
         text,
         "",
         "whose widths and text sizes to hold them against (default: the venue in a figure's recipe)",
         false,
         {"neurips", "icml", "ieee", "nature", "elsevier", "beamer"}},
        {"least-dpi", number, "300", "least resolution of pictures", false, {}},
        {"least-line", number, "0.25", "least width of lines, in points", false, {}},
        {"grey", flag, "", "colours must differ in a grey print too", false, {}}},
       {"rssviz lint out/journey/figures/heard-lstm.pdf", "rssviz lint --venue nature *.pdf"}});
  return table;
}

}  // namespace rssviz::cli
