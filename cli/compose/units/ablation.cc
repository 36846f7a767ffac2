// ablation: are the units that matter those that encode the sequence's structure? The units of the largest
// importance, and those that tell most about the part of the sequence, are silenced; random units and random
// units with the same wiring are silenced beside them. Errors by slot, on one axis for all networks; shares
// of units from each network's fewest on.
#include <algorithm>
#include <array>
#include <cmath>

#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/units/kinds.h"
#include "cli/options/option_table.h"
#include "cli/studies/ablation_study.h"
#include "cli/subjects/roles.h"
#include "core/number_text.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

constexpr std::array<render::Color, 3> kInks{
    {{213, 94, 0, 1.0}, {0, 114, 178, 1.0}, {110, 110, 110, 1.0}}};  // ranked, matched, random
constexpr std::array kDashes{render::Dash::solid, render::Dash::dashed, render::Dash::dotted};

// Median and band of one way of silencing.
void add_way(const AblatedNetwork& network, std::size_t way, std::size_t slot, std::size_t look,
             render::Panel& panel, std::vector<render::Mark>& lines) {
  render::Band band;
  render::Line line;
  line.color = kInks[look];
  line.dash = kDashes[look];
  line.width_pt = look == 0 ? 1.4 : 1.0;
  for (std::size_t c = 0; c < network.counts.size(); ++c) {
    if (network.counts[c] == 0) continue;  // no place on a logarithmic axis: the rule
    const DrawnErrors drawn = drawn_errors(network.errors[c][way], slot);
    const double x = network.share(c);
    line.at.push_back({x, drawn.median});
    band.x.push_back(x);
    band.low.push_back(drawn.low);
    band.high.push_back(drawn.high);
  }
  band.color = render::with_alpha(kInks[look], look == 2 ? 0.28 : 0.2);
  if (look > 0) panel.marks.emplace_back(std::move(band));
  lines.emplace_back(std::move(line));
}

// The fewest units that are silenced: of a small network one is a large share already.
double least_share(const AblatedNetwork& network) {
  for (std::size_t c = 0; c < network.counts.size(); ++c)
    if (network.counts[c] > 0) return network.share(c);
  return 0.001;
}

// One ranking against units of its wiring and random ones.
render::Panel panel_of(const AblatedNetwork& network, std::size_t ranking, std::size_t slot,
                       const render::Style& style) {
  render::Panel panel;
  const std::array<std::size_t, 3> ways{ranking, wiring_of(ranking), kRandomUnits};
  std::vector<render::Mark> lines;
  for (std::size_t k = ways.size(); k-- > 0;) add_way(network, ways[k], slot, k, panel, lines);
  for (render::Mark& line : lines) panel.marks.push_back(std::move(line));
  panel.marks.emplace_back(render::Rule{true, drawn_errors(network.errors[0][0], slot).median, style.ink, 0.5,
                                        render::Dash::solid, ""});
  panel.x.logarithmic = true;
  panel.x.low = 0.9 * least_share(network);
  panel.x.high = 0.55;
  panel.x.ticks = {{0.001, ".1"}, {0.01, "1"}, {0.1, "10"}, {0.5, "50"}};
  if (*panel.x.low > 0.02) panel.x.ticks = {{0.05, "5"}, {0.1, "10"}, {0.2, "20"}, {0.5, "50"}};
  return panel;
}

std::string title_of_part(const AblatedNetwork& network) {
  return network.view->task->title_of(network.part);
}

// The largest error that any panel draws, on an axis that all share: a network that hardly errs isn't a line
// on the floor.
void share_axis(render::Figure& figure) {
  double most = 0;
  for (const render::Panel& panel : figure.panels)
    for (const render::Mark& mark : panel.marks) {
      if (const auto* const line = std::get_if<render::Line>(&mark))
        for (const render::Point& point : line->at) most = std::max(most, point.y);
      if (const auto* const band = std::get_if<render::Band>(&mark))
        for (const double high : band->high) most = std::max(most, high);
      if (const auto* const rule = std::get_if<render::Rule>(&mark)) most = std::max(most, rule->at);
    }
  const double end = most > 0.5 ? 1 : most > 0.2 ? 0.5 : most > 0.1 ? 0.2 : 0.1;
  for (render::Panel& panel : figure.panels) {
    panel.y.low = -0.02 * end;
    panel.y.high = 1.04 * std::max(end, most);
    panel.y.ticks = {{0, "0"},
                     {end / 2, decimals(end / 2, end < 0.5 ? 2
                                                 : end < 1 ? 2
                                                           : 1)},
                     {end, end == 1 ? "1" : decimals(end, 1)}};
  }
}

// A row a slot, a column a network and ranking.
void add_panels(const std::vector<AblatedNetwork>& networks, std::size_t slots, render::Figure& figure) {
  for (std::size_t slot = 0; slot < slots; ++slot)
    for (std::size_t n = 0; n < networks.size(); ++n)
      for (std::size_t ranking = 0; slot < networks[n].slots && ranking < kRankings; ++ranking) {
        render::Panel panel = panel_of(networks[n], ranking, slot, figure.style);
        panel.row = static_cast<int>(slot);
        panel.column = static_cast<int>(kRankings * n + ranking);
        if (slot == 0) panel.title = kSilenced[ranking];
        if (slot + 1 == slots) panel.x.label = "units silenced (%)";
        if (panel.column == 0)
          panel.y.label =
              slots == 1 ? "error" : "error, " + title_of_part(networks[n]) + " " + std::to_string(slot + 1);
        figure.panels.push_back(std::move(panel));
      }
  for (std::size_t n = 0; n < networks.size(); ++n)
    figure.headings.push_back({false, static_cast<int>(kRankings * n), static_cast<int>(kRankings * n + 1),
                               networks[n].view->name + ", " + with_commas(networks[n].units()) + " units",
                               true});
  share_axis(figure);
  figure.row_aspects.assign(slots, 0.9);
}

render::Legend legend_of(const render::Style& style) {
  render::Legend legend;
  const std::array<const char*, 3> names{"ranked units", "others of their wiring", "random units"};
  for (std::size_t k = 0; k < names.size(); ++k)
    legend.entries.push_back({names[k], kInks[k], render::SwatchKind::line, {}, kDashes[k]});
  legend.entries.push_back({"none silenced (thin)", style.ink, render::SwatchKind::line});
  return legend;
}

// The count that is a tenth of the units, or the most below it.
std::size_t tenth_of(const AblatedNetwork& network) {
  std::size_t tenth = 0;
  for (std::size_t c = 0; c < network.counts.size(); ++c)
    if (10 * network.counts[c] <= network.units()) tenth = c;
  return tenth;
}

// The last network first: of a reservoir and a network that learns its units, the latter.
std::vector<Finding> findings_of(const std::vector<AblatedNetwork>& networks) {
  std::vector<Finding> findings;
  for (auto network = networks.rbegin(); network != networks.rend(); ++network)
    for (const std::size_t way : {std::size_t{0}, kRandomUnits, std::size_t{1}}) {
      const DrawnErrors errors = drawn_errors(network->errors[tenth_of(*network)][way], 0);
      const bool drawn = way == kRandomUnits;
      findings.push_back({"error with a tenth silenced, " + network->view->name + ": " + kSilenced[way],
                          errors.median, drawn ? errors.low : std::nan(""),
                          drawn ? errors.high : std::nan("")});
    }
  return findings;
}

// The errors where a tenth of the units are silenced, and how alike the two rankings are.
std::string numbers_of(const AblatedNetwork& network) {
  const std::size_t tenth = tenth_of(network);
  const auto errors = [&](std::size_t way) {
    std::string text;
    for (std::size_t slot = 0; slot < network.slots; ++slot)
      text += (slot == 0 ? "" : " and ") + decimals(drawn_errors(network.errors[tenth][way], slot).median, 2);
    return text;
  };
  const std::string of = network.slots == 1   ? "error "
                         : network.slots == 2 ? "errors of the two " + title_of_part(network) + "s "
                                              : "errors by " + title_of_part(network) + " ";
  return network.view->name + ", " + std::to_string(network.counts[tenth]) + " of " +
         with_commas(network.units()) + " units silenced: " + of + errors(0) + " (most important), " +
         errors(wiring_of(0)) + " (others of their wiring), " + errors(1) + " (most structural), " +
         errors(wiring_of(1)) + " (others of their wiring), " + errors(kRandomUnits) +
         " (random); rank correlation of the two rankings " +
         decimals(models::spearman(network.scores[0], network.scores[1]), 2) + ".";
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

// "Share of sentences whose object is not valid, by clause (rows)": what the rows show.
std::string rows_text(const AblatedNetwork& network) {
  const models::Task& task = *network.view->task;
  return "Share of " + task.wording().sequences +
         (network.slots == 1
              ? " that are " + network.worst
              : " whose object is " + network.worst + ", by " + title_of_part(network) + " (rows)");
}

// "200 test sentences (clause 2: those with two objects)".
std::string sample_of(const AblatedNetwork& network) {
  const models::Task& task = *network.view->task;
  const models::Wording wording = task.wording();
  std::string text = with_commas(static_cast<long long>(network.sequences)) + " test " + wording.sequences;
  if (network.slots > 1 && !task.role("compound").empty())
    text += " (" + title_of_part(network) + " 2" + (network.slots > 2 ? " and beyond" : "") +
            ": those with " + wording.compound + ")";
  return text;
}

std::string caption_text(const std::vector<AblatedNetwork>& networks, int draws) {
  const AblatedNetwork& first = networks.front();
  const models::Wording wording = first.view->task->wording();
  std::string numbers;
  for (const AblatedNetwork& network : networks) numbers += " " + numbers_of(network);
  return rows_text(first) +
         ", against the share of units (logarithmic, from each network's fewest on) held at 0 in the "
         "recurrence and for the readout; the "
         "readout is not trained again. Most important: the largest mean of abs(weight) x sd(activity) over "
         "outputs. Most structural: the largest share of activity explained by the part of the " +
         wording.sequence + " (" + joined(first.parts) + "). Lines with bands: median and 5 to 95 % of " +
         std::to_string(draws) + " draws of random units, and of units outside the ranked ones that the " +
         wording.steps + " drive as strongly (nearest mean absolute activity after one " + wording.step +
         " from rest). Emphasis on units that encode structure would show as the right-hand line of each "
         "network well above both bands." +
         numbers + " " + sample_of(first) +
         ". One network each; units held at 0 also shift the means that other units see.";
}

}  // namespace

static Drawn make_ablation(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const AblationOptions options{.sample = settings.integer("sample"),
                                .draws = static_cast<int>(settings.integer("ablation-draws")),
                                .seed = static_cast<std::uint64_t>(settings.integer("seed"))};
  options.check();
  const Look look = look_of(settings, true);
  std::vector<AblationSubject> subjects;
  for (const NetworkView* const view : request.networks)
    subjects.push_back({view, role_column(*view, settings, "part"), role_column(*view, settings, "ends"),
                        role_columns(*view, settings, "judged")});
  const std::vector<AblatedNetwork> networks = study_ablation(subjects, options, request.execution);
  std::size_t slots = 0;
  for (const AblatedNetwork& network : networks) slots = std::max(slots, network.slots);
  render::Figure figure = figure_with(look);
  add_panels(networks, slots, figure);
  figure.legends.push_back(legend_of(look.style));
  figure.caption.title = slots == 1 ? "What silencing units does to errors"
                         : slots == 2
                             ? "What silencing units does to either " + title_of_part(networks.front())
                             : "What silencing units does to each " + title_of_part(networks.front());
  figure.caption.text = caption_text(networks, options.draws);
  letter_panels(figure, look);
  Drawn drawn{std::move(figure), table_of(networks)};
  drawn.findings = findings_of(networks);
  return drawn;
}

FigureKind ablation_kind() {
  return {.name = "ablation",
          .summary = "errors by clause when units are silenced: ranked, random, of the same wiring",
          .of = Networks::several,
          .reads = kReadsMap | kReadsNetwork,
          .needs = {"part", "judged", "ends"},
          .options = {no_palette(),
                      sample_option(),
                      {"ablation-draws", OptionType::integer, "20", "draws of random units", true, {}},
                      latex_option(),
                      zoom_option(),
                      strict_option()},
          .make = make_ablation};
}

}  // namespace rssviz::cli
