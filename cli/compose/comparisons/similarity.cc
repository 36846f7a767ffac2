// similarity: how alike networks are, in the geometry of their states and in their dynamics: matrices of
// networks by networks, in one order, with what chance gives on the colour bar.
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "cli/compose/comparisons/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/studies/similarity_study.h"
#include "cli/subjects/compared_subjects.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostNumbers = 12;  // networks, up to which cells have room for their number

struct Range {
  double low{kNaN}, high{kNaN};
  void take(double value) {
    if (std::isnan(value)) return;
    if (std::isnan(low) || value < low) low = value;
    if (std::isnan(high) || value > high) high = value;
  }
};

const char* title_of(Similarity measure) {
  if (measure == Similarity::cka) return "CKA: bright is alike";
  return measure == Similarity::procrustes ? "Procrustes: dark is alike" : "dynamics: dark is alike";
}

// Of all pairs: values from the smallest to the largest.
Range range_of(const SimilarityStudy& study, Similarity measure) {
  Range range;
  for (const PairSimilarity& pair : study.pairs)
    if (pair.measure == measure) range.take(pair.value);
  return range;
}

Range null_of(const SimilarityStudy& study, Similarity measure) {
  Range range;
  for (const PairSimilarity& pair : study.pairs)
    if (pair.measure == measure) {
      range.take(pair.null_low);
      range.take(pair.null_high);
    }
  return range;
}

// Values within groups: what another seed gives.
Range within_groups(const SimilarityStudy& study, Similarity measure,
                    const std::vector<std::string>& groups) {
  Range range;
  for (const PairSimilarity& pair : study.pairs)
    if (pair.measure == measure && !groups.empty() && groups[pair.a] == groups[pair.b])
      range.take(pair.value);
  return range;
}

std::vector<std::string> groups_of(const FigureRequest& request, std::size_t count) {
  if (!request.settings.has("group")) return {};
  const std::vector<std::string> groups = request.settings.texts("group");
  if (groups.size() != count)
    fail(ErrorKind::usage, "--group names " + std::to_string(groups.size()) + " groups for " +
                               std::to_string(count) +
                               " networks: one a network, in order, separated by commas");
  return groups;
}

struct Scale {
  double low{0}, high{1};
  double place(double value) const { return std::clamp((value - low) / (high - low), 0., 1.); }
};

Scale scale_of(const SimilarityStudy& study, Similarity measure) {
  if (measure == Similarity::cka) return {0, 1};
  const Range range = range_of(study, measure), null = null_of(study, measure);
  const double high = std::max({range.high, std::isnan(null.high) ? 0 : null.high, 1e-9});
  return {0, high};
}

render::Panel matrix_panel(const SimilarityStudy& study, Similarity measure,
                           const std::vector<ComparedSubject>& subjects, const std::string& palette) {
  render::Panel panel;
  panel.title = title_of(measure);
  const Scale scale = scale_of(study, measure);
  render::Rectangles cells;
  cells.tiled = true;
  const auto count = static_cast<double>(study.order.size());
  for (std::size_t i = 0; i < study.order.size(); ++i)
    for (std::size_t j = 0; j < study.order.size(); ++j) {
      if (i == j) continue;  // a network with itself says nothing
      const auto x = static_cast<double>(j), y = count - 1 - static_cast<double>(i);
      const double value = study.value(measure, static_cast<std::size_t>(study.order[i]),
                                       static_cast<std::size_t>(study.order[j]));
      const double place = scale.place(value);
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      cells.colors.push_back(render::sample_palette(palette, place));
      if (study.order.size() > kMostNumbers) continue;
      render::Label number;
      number.at = {x, y};
      number.text = decimals(value, 2);
      number.color = place > 0.55 ? render::Color{26, 26, 26, 1.0} : render::Color{255, 255, 255, 1.0};
      number.centred = true;
      panel.labels.push_back(std::move(number));
    }
  panel.marks.emplace_back(std::move(cells));
  for (std::size_t k = 0; k < study.order.size(); ++k) {
    const std::string& name = subjects[static_cast<std::size_t>(study.order[k])].name;
    panel.x.ticks.push_back({static_cast<double>(k), name});
    panel.y.ticks.push_back({count - 1 - static_cast<double>(k), name});
  }
  panel.x.low = panel.y.low = -0.5;
  panel.x.high = panel.y.high = count - 0.5;
  panel.x.slanted = true;
  return panel;
}

render::ColorBar bar_of(const SimilarityStudy& study, Similarity measure, const std::string& palette,
                        const std::vector<std::string>& groups, std::size_t panel) {
  const Scale scale = scale_of(study, measure);
  render::ColorBar bar;
  bar.palette = palette;
  bar.low = scale.low;
  bar.high = scale.high;
  // Names that would touch are left out, those of chance and seeds last.
  const auto name = [&](double value, const std::string& text) {
    const auto near = [&](const render::Tick& tick) {
      return std::abs(tick.at - value) < 0.3 * (bar.high - bar.low);
    };
    if (std::isnan(value) || value < bar.low || value > bar.high) return;
    if (std::none_of(bar.ticks.begin(), bar.ticks.end(), near)) bar.ticks.push_back({value, text});
  };
  const double chance = null_of(study, measure).high;
  const Range seeds = within_groups(study, measure, groups);
  name(chance, decimals(chance, 2) + " chance");
  name(seeds.low, decimals(seeds.low, 2) + " seeds");
  name(bar.low, decimals(bar.low, 0));
  name(bar.high, decimals(bar.high, bar.high == 1 ? 0 : 2));
  bar.side = render::Side::bottom;
  bar.panels = {panel};
  return bar;
}

std::string dynamics_sentence(const SimilarityStudy& study) {
  if (!study.dynamics)
    return "Dynamics are not compared: the files hold no sequences with three steps or more. ";
  return std::string("Dynamics: x' = A x") + (study.driven ? " + B u, u the input" : "") +
         " by ridge regression on " + std::to_string(study.rank) + " principal components" +
         (study.delays > 1 ? " with " + std::to_string(study.delays) + " delays" : "") +
         " (chosen on held-out sequences; it leaves " + percent(study.unexplained) +
         " of the next state unexplained); distance: mean distance of the eigenvalues of A under their best "
         "pairing, which is blind to how far A is from normal; chance: maps fitted to random halves of the "
         "sequences of one network. ";
}

std::string groups_sentence(const std::vector<std::string>& groups) {
  if (groups.empty())
    return "No band of other seeds is shown: no --group says which networks differ by their seed alone. ";
  return "Seeds: the range of values between networks of one group (--group). ";
}

render::Caption caption_of(const SimilarityStudy& study, const std::vector<ComparedSubject>& subjects,
                           const std::vector<std::string>& groups, const SimilarityOptions& options) {
  std::set<std::int32_t> sequences(subjects.front().sequence.begin(), subjects.front().sequence.end());
  render::Caption caption;
  caption.title = "How alike " + std::to_string(subjects.size()) + " networks are";
  caption.text =
      with_commas(subjects.front().states.rows()) + " states of each" +
      (sequences.empty() ? std::string(", each taken for an independent sample (no sequences are named)")
                         : " in " + std::to_string(sequences.size()) + " sequences") +
      ". Alignment: linear CKA of the states (1: equal up to rotation and scale) with an unbiased estimate "
      "over "
      "points of different sequences; independent states give 0 on average. Procrustes: distance after the "
      "best "
      "rotation (0: equal up to rotation and scale). Chance: the largest of the pairs' upper ends of the "
      "middle "
      "95 % with sequences shuffled (" +
      std::to_string(options.permutations) + " times, over the leading components of 99.9 % of variance). " +
      (options.unit_scaled ? "Units are scaled to standard deviation 1. "
                           : "Units are taken as they are: strong ones count most. ") +
      dynamics_sentence(study) + groups_sentence(groups) +
      "Inputs that all networks share make states alike without any computation in common: compare with "
      "untrained networks. Order: average linkage by alignment.";
  return caption;
}

formats::Table table_of(const SimilarityStudy& study, const std::vector<ComparedSubject>& subjects) {
  formats::Table table;
  table.header = {"a", "b", "measure", "value", "null_low", "null_high"};
  for (const PairSimilarity& pair : study.pairs)
    table.rows.push_back({subjects[pair.a].name, subjects[pair.b].name, name_of(pair.measure),
                          formats::format_number(pair.value), formats::format_number(pair.null_low),
                          formats::format_number(pair.null_high)});
  return table;
}

// Of each network the mean over those of its own group and over all others, so that claims are put to tests:
// and of each measure how far both are apart, with the share of groups dealt at random that are as far (both
// sides).
std::vector<Finding> findings_of(const SimilarityStudy& study, const std::vector<ComparedSubject>& subjects,
                                 const std::vector<std::string>& groups, const SimilarityOptions& options) {
  std::vector<Finding> findings;
  if (groups.empty()) return findings;
  for (const Similarity measure : kSimilarities) {
    if (measure == Similarity::dynamics && !study.dynamics) continue;
    const GroupContrast contrast = group_contrast(study, measure, groups, options);
    for (std::size_t n = 0; n < subjects.size(); ++n) {
      if (std::isnan(contrast.within[n]) || std::isnan(contrast.between[n])) continue;
      findings.push_back({name_of(measure) + " within its group, " + subjects[n].name, contrast.within[n]});
      findings.push_back({name_of(measure) + " with other groups, " + subjects[n].name, contrast.between[n]});
    }
    findings.push_back({name_of(measure) + ", within less between groups", contrast.difference});
    findings.push_back({name_of(measure) + ", p of groups dealt at random", contrast.p});
  }
  return findings;
}

}  // namespace

static Drawn make_similarity(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const std::vector<ComparedSubject> subjects = compared_subjects(request.folders);
  SimilarityOptions options;
  options.permutations = static_cast<int>(request.settings.integer("permutations"));
  options.unit_scaled = request.settings.flag("unit-scaled");
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  check_range("permutations", options.permutations,
              options.permutations >= 19 && options.permutations <= 9999, "19 to 9999");
  const std::vector<std::string> groups = groups_of(request, subjects.size());
  const SimilarityStudy study = study_similarity(subjects, options, request.execution);
  render::Figure figure = figure_with(look);
  const std::string palette = scale_palette(request.settings, "viridis");
  for (const Similarity measure : kSimilarities) {
    if (measure == Similarity::dynamics && !study.dynamics) continue;
    render::Panel panel = matrix_panel(study, measure, subjects, palette);
    panel.column = static_cast<int>(figure.panels.size());
    panel.y.show_ticks = panel.column == 0;
    figure.color_bars.push_back(bar_of(study, measure, palette, groups, figure.panels.size()));
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects = {1};
  letter_panels(figure, look);
  figure.caption = caption_of(study, subjects, groups, options);
  Drawn drawn(std::move(figure), table_of(study, subjects));
  drawn.findings = findings_of(study, subjects, groups, options);
  return drawn;
}

FigureKind similarity_kind() {
  return {
      .name = "similarity",
      .summary = "how alike networks are in geometry and dynamics, against chance and other seeds",
      .of = Networks::state_sets,
      .reads = 0,
      .needs = {},
      .of_task = {},
      .options = {palette_of_scales(),
                  {"group",
                   OptionType::texts,
                   "",
                   "one name a network: those of one name differ by their seed alone",
                   true,
                   {}},
                  {"unit-scaled", OptionType::flag, "", "every unit to standard deviation 1 first", true, {}},
                  {"permutations",
                   OptionType::integer,
                   "99",
                   "shuffles of the sequences behind what chance gives",
                   true,
                   {}},
                  {"seed", OptionType::integer, "1", "of the shuffles", true, {}},
                  latex_option()},
      .make = make_similarity};
}

}  // namespace rssviz::cli
