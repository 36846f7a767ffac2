// error-breakdown: what the errors of character models are made of, a bar a network; the longer bar makes
// more.
#include <algorithm>

#include "cli/compose/cells/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/options/option_table.h"
#include "cli/studies/error_breakdown.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// Oracles that share a hue, from their first on; lighter ones are looser.
struct Group {
  std::string name{};
  std::size_t first{0}, count{0};
  render::Color color{};
};

const std::vector<Group>& groups() {
  static const std::vector<Group> all{
      {"an n-gram (orders 1 to 9) knows it", 0, 1, {0, 72, 130, 1.0}},
      {"word in the last 100, 500, 1,000, 5,000 symbols", 1, 4, {0, 162, 118, 1.0}},
      {"word seen 0, 1, ... 5 times in training", 5, 6, {150, 68, 118, 1.0}},
      {"first of a word", 11, 1, {230, 159, 0, 1.0}},
      {"punctuation", 12, 1, {140, 208, 240, 1.0}},
      {"the rest, by p: .4 to .5, ... 0 to .1", 13, 5, {110, 110, 110, 1.0}}};
  return all;
}

render::Color shade(const Group& group, std::size_t k, const render::Style& style) {
  const double lighter =
      group.count < 2 ? 0 : 0.6 * static_cast<double>(k) / static_cast<double>(group.count - 1);
  return render::with_alpha(render::seen_on(group.color, style), 1 - lighter);
}

render::Panel panel_of(const std::vector<ErrorBreakdown>& breakdowns, const render::Style& style) {
  render::Panel panel;
  double most = 0;
  for (std::size_t n = 0; n < breakdowns.size(); ++n) {
    const ErrorBreakdown& one = breakdowns[n];
    const double y = static_cast<double>(breakdowns.size() - 1 - n);
    double from = 0;
    for (const Group& group : groups())
      for (std::size_t k = 0; k < group.count; ++k) {
        const double share = static_cast<double>(one.removed[group.first + k]) /
                             static_cast<double>(std::max(1LL, one.symbols));
        render::Rectangles box;
        box.boxes = {{from, y - 0.34, from + share, y + 0.34}};
        box.colors = {shade(group, k, style)};
        box.outline_pt = 0.3;
        box.outline = style.paper;
        panel.marks.emplace_back(std::move(box));
        from += share;
      }
    panel.y.ticks.push_back({y, one.network});
    most = std::max(most, from);
  }
  panel.y.low = -0.6;
  panel.y.high = static_cast<double>(breakdowns.size()) - 0.4;
  panel.x.low = 0;
  panel.x.high = 1.03 * most;
  panel.x.label = "errors (share of symbols)";
  return panel;
}

// Shares by network; of two, what makes the difference between them.
std::vector<Finding> findings_of(const std::vector<ErrorBreakdown>& breakdowns,
                                 const std::vector<const NetworkView*>& networks) {
  std::vector<Finding> findings;
  for (std::size_t n = 0; n < breakdowns.size(); ++n)
    for (const OracleGroup& group : oracle_groups()) {
      const std::string of = networks[n]->id + ", " + group.name + ": share of ";
      findings.push_back({of + "errors", group_share(breakdowns[n], group, false)});
      findings.push_back({of + "all symbols", group_share(breakdowns[n], group, true)});
    }
  if (breakdowns.size() != 2) return findings;
  const std::size_t fewer = breakdowns[1].errors < breakdowns[0].errors ? 1 : 0;
  for (const OracleGroup& group : oracle_groups())
    findings.push_back({"of the errors that " + networks[fewer]->id + " has fewer than " +
                            networks[1 - fewer]->id + ", " + group.name,
                        removed_share(breakdowns[1 - fewer], breakdowns[fewer], group)});
  return findings;
}

Drawn make_error_breakdown(const FigureRequest& request) {
  ComparisonOptions options;
  options.symbols = request.settings.integer("symbols");
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  const std::vector<ErrorBreakdown> breakdowns = study_errors(request.networks, options, request.execution);
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  figure.panels.push_back(panel_of(breakdowns, look.style));
  figure.row_aspects = {0.07 * (static_cast<double>(breakdowns.size()) + 0.6)};
  render::Legend legend;
  for (const Group& group : groups())
    legend.entries.push_back({group.name, render::seen_on(group.color, look.style), render::SwatchKind::box});
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "What the errors of character models are made of";
  std::string sources;
  for (const NetworkView* const view : request.networks)
    sources += " " + view->name + " (" + view->id + "): " + view->description + ", " + view->training + ".";
  figure.caption.text =
      "Errors are symbols that were given less than .5. From left to right, what oracles would remove, each "
      "asked for what those before it left: n-grams of the training text that give the symbol more than .5; "
      "the "
      "same word within so many symbols before (its first symbol stays); words that training saw at most so "
      "often; the first symbol after a space, a quote or a newline; punctuation; the rest by what the symbol "
      "was given. Darker: the first of a group. The order decides what falls to whom. A word is a run of "
      "letters "
      "and apostrophes. " +
      with_commas(breakdowns.front().symbols) + " symbols of the test text." + sources + " " +
      request.networks.front()->task->description() + ".";
  Drawn drawn{std::move(figure), table_of(breakdowns)};
  drawn.findings = findings_of(breakdowns, request.networks);
  return drawn;
}

}  // namespace

FigureKind error_breakdown_kind() {
  return {.name = "error-breakdown",
          .summary = "what the errors on a text are made of, by oracles that remove them in turn",
          .of = Networks::several,
          .reads = kReadsNetwork,
          .needs = {},
          .options = {no_palette(),
                      {"symbols", OptionType::integer, "50000", "of the test text, at most", true, {}},
                      latex_option()},
          .make = make_error_breakdown};
}

}  // namespace rssviz::cli
