// similarity-map: how alike states are from step to step, from epoch to epoch or from layer to layer, within
// a network and across two, beside the network before training.
#include <cmath>

#include "cli/compose/comparisons/kinds.h"
#include "cli/compose/comparisons/similarity_map_parts.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

struct Shown {
  std::string title{}, a{}, b{};
  SimilarityMap map{};
};

std::vector<Shown> maps_of(const FigureRequest& request, const SimilarityMapOptions& options) {
  const NetworkView& a = *request.networks.front();
  const std::vector<models::Tokens> sequences = sequences_of_all(request.networks, options);
  const auto map = [&](const NetworkView& one, const NetworkView& other, int stage) {
    return similarity_map(one, other, stage, sequences, options, request.execution);
  };
  std::vector<Shown> shown{{a.id, a.id, a.id, map(a, a, -1)}};
  if (request.networks.size() == 2) {
    const NetworkView& b = *request.networks.back();
    shown.push_back({b.id, b.id, b.id, map(b, b, -1)});
    shown.push_back({a.id + " \u00d7 " + b.id, a.id, b.id, map(a, b, -1)});
  } else if (options.by != MapBy::stage && a.stages > 1 && !a.states_stay) {
    shown.push_back({"before training", a.id + ", untrained", a.id + ", untrained", map(a, a, 0)});
  }
  return shown;
}

render::Panel panel_of(const Shown& one, const std::string& word, const std::string& palette) {
  render::Panel panel;
  panel.title = one.title;
  panel.x.label = one.a == one.b ? word : word + " of " + one.b;
  panel.y.label = one.a == one.b ? word : word + " of " + one.a;
  set_map_axes(one.map, panel);
  panel.marks.emplace_back(alignment_cells(one.map, palette));
  return panel;
}

render::ColorBar bar_of(const Shown& one, const std::string& palette, std::size_t panel) {
  render::ColorBar bar;
  bar.palette = palette;
  bar.low = 0;
  bar.high = 1;
  if (one.map.null_high > 0.01 && one.map.null_high < 0.75)
    bar.ticks = {{one.map.null_high, decimals(one.map.null_high, 2) + " chance"}, {1, "1"}};
  if (one.map.null_high > 0.3) bar.ticks.insert(bar.ticks.begin(), {0, "0"});
  bar.side = render::Side::bottom;
  bar.panels = {panel};
  return bar;
}

formats::Table table_of(const std::vector<Shown>& shown, const std::string& word) {
  formats::Table table;
  table.header = {"a", "b", word + "_a", word + "_b", "cka", "null_high"};
  for (const Shown& one : shown)
    for (Eigen::Index i = 0; i < one.map.cka.rows(); ++i)
      for (Eigen::Index j = 0; j < one.map.cka.cols(); ++j)
        if (!std::isnan(one.map.cka(i, j)))
          table.rows.push_back({one.a, one.b, one.map.rows[static_cast<std::size_t>(i)],
                                one.map.columns[static_cast<std::size_t>(j)],
                                formats::format_number(one.map.cka(i, j)),
                                formats::format_number(one.map.null_high)});
  return table;
}

render::Caption caption_of(const FigureRequest& request, const std::vector<Shown>& shown,
                           const std::string& word, const SimilarityMapOptions& options) {
  const NetworkView& view = *request.networks.front();
  std::string networks;
  for (const NetworkView* const one : request.networks)
    networks +=
        (networks.empty() ? "Network: " : "; ") + one->id + ", " + one->description + ", " + one->training;
  return {
      "How alike states are from " + word + " to " + word,
      "Linear CKA (1: equal up to rotation and scale) with an unbiased estimate over points of different "
      "sequences, of the states of " +
          std::to_string(shown.front().map.sequences) + " test sequences at every " + word +
          " with those at every other; independent states give 0 on average. Chance: the upper end of the "
          "middle "
          "95 % of " +
          std::to_string(options.permutations) + " pairs with the sequences of one shuffled. " +
          (options.by == MapBy::stage
               ? std::string(
                     "Stage 0, the network before training, is the null: what is alike with it wasn't "
                     "learned. ")
           : request.networks.size() == 1 && shown.size() == 2
               ? std::string("Right: the same network before training, the null: inputs that sequences "
                             "share make states alike without any learning. ")
               : std::string("Inputs that sequences share make states alike without any learning: compare "
                             "with an untrained network. ")) +
          (options.by == MapBy::step ? "Steps are compared over the sequences that have both. " : "") +
          networks + (view.task != nullptr ? "." : "")};
}

// The first with the last, of each map; and what pairs come to by chance.
std::vector<Finding> findings_of(const std::vector<Shown>& shown, const std::string& word) {
  const std::string of = "CKA of the first " + word + " with the last: ";
  std::vector<Finding> findings;
  for (const Shown& one : shown) {
    const Eigen::Index last = one.map.cka.cols() - 1;
    if (last < 1 || std::isnan(one.map.cka(0, last))) continue;
    findings.push_back({of + (one.a == one.b ? one.a : one.a + " with " + one.b), one.map.cka(0, last)});
  }
  if (!findings.empty() && !std::isnan(shown.front().map.null_high))
    findings.push_back({of + "by chance, at most", shown.front().map.null_high});
  return findings;
}

}  // namespace

static Drawn make_similarity_map(const FigureRequest& request) {
  if (request.networks.size() > 2)
    fail(ErrorKind::usage, "similarity-map is of one network or two; " +
                               std::to_string(request.networks.size()) + " are compared by similarity");
  SimilarityMapOptions options = similarity_map_options_of(request.settings);
  options.permutations = static_cast<int>(request.settings.integer("permutations"));
  options.check();
  const std::vector<Shown> shown = maps_of(request, options);
  const Look look = look_of(request.settings, shown.size() > 1);
  const std::string word = compared_word(options, *request.networks.front());
  const std::string palette = scale_palette(request.settings, "viridis");
  render::Figure figure = figure_with(look);
  for (const Shown& one : shown) {
    render::Panel panel = panel_of(one, word, palette);
    panel.column = static_cast<int>(figure.panels.size());
    if (one.a == one.b && panel.column > 0) panel.y.label.clear();
    figure.color_bars.push_back(bar_of(one, palette, figure.panels.size()));
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects = {1};
  letter_panels(figure, look);
  figure.caption = caption_of(request, shown, word, options);
  Drawn drawn{std::move(figure), table_of(shown, word)};
  drawn.findings = findings_of(shown, word);
  return drawn;
}

FigureKind similarity_map_kind() {
  std::vector<Option> options = similarity_map_options();
  options.push_back(
      {"permutations", OptionType::integer, "99", "pairs with shuffled sequences behind chance", true, {}});
  options.push_back(latex_option());
  return {.name = "similarity-map",
          .summary = "how alike states are from step to step, epoch to epoch or layer to layer",
          .of = Networks::several,
          .reads = kReadsNetwork | kReadsStages,
          .needs = {},
          .of_task = {},
          .options = options,
          .make = make_similarity_map};
}

}  // namespace rssviz::cli
