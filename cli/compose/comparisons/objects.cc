// objects: error against the number of objects, from the table of `rssviz compare`.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/compose/comparisons/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/json_fields.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// A network of the table, as figures show it.
struct Named {
  const char* id;
  const char* name;
  std::size_t color;
  render::Dash dash;
  bool by_epochs{false};      // its rows tell how many epochs it was trained for, and so does its name
  bool may_not_learn{false};  // whether its own training sentences can stay too hard for it
};
constexpr Named kNetworks[] = {
    {"esn", "ESN, final learning", 0, render::Dash::solid},
    {"esn-continuous", "ESN, continuous learning", 0, render::Dash::dashed},
    {"lstm", "LSTM", 1, render::Dash::solid, true, true},
    {"lstm-plateau", "LSTM, to its plateau", 1, render::Dash::dashed, false, true},
    {"lstm-large", "LSTM, as many trained parameters as the ESN", 3, render::Dash::solid, false, true},
    {"bag-of-words", "bag of words", 2, render::Dash::dotted}};

double number_in(const std::string& text) {
  double value = std::nan("");
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Mean and standard deviation over seeds at each number of objects.
struct Curve {
  std::vector<double> x{}, mean{}, low{}, high{};
  std::vector<render::Point> unconverged{};
};

// A network whose error on its own training sentences stays above this has not learned its task.
constexpr double kNotConverged = 0.2;

Curve curve_of(const formats::Table& table, const std::string& network, const std::string& column,
               bool may_not_learn = false) {
  std::map<int, std::vector<double>> values;
  std::map<int, double> train_error;
  const std::size_t which = table.column("network"), objects = table.column("objects"),
                    value = table.column(column), train = table.column("train_exact_error");
  for (const std::vector<std::string>& row : table.rows) {
    if (row[which] != network || row[value].empty()) continue;
    const int n = static_cast<int>(number_in(row[objects]));
    values[n].push_back(number_in(row[value]));
    if (!row[train].empty()) train_error[n] = std::max(train_error[n], number_in(row[train]));
  }
  Curve curve;
  for (const auto& [n, all] : values) {
    double mean = 0, square = 0;
    for (const double v : all) mean += v / static_cast<double>(all.size());
    for (const double v : all) square += (v - mean) * (v - mean);
    const double sd = all.size() > 1 ? std::sqrt(square / static_cast<double>(all.size() - 1)) : 0;
    curve.x.push_back(n);
    curve.mean.push_back(mean);
    curve.low.push_back(std::max(0.0, mean - sd));
    curve.high.push_back(mean + sd);
    if (may_not_learn && train_error[n] > kNotConverged)
      curve.unconverged.push_back({static_cast<double>(n), mean});
  }
  return curve;
}

void add_curve(const Curve& curve, const Named& network, const render::Style& style, render::Panel& panel) {
  const render::Color color = render::class_colors(style, 0)[network.color];
  panel.marks.emplace_back(render::Band{curve.x, curve.low, curve.high, render::with_alpha(color, 0.18)});
  render::Line line;
  for (std::size_t i = 0; i < curve.x.size(); ++i) line.at.push_back({curve.x[i], curve.mean[i]});
  line.color = color;
  line.width_pt = 1.1;
  line.dash = network.dash;
  render::Points dots;
  dots.at = line.at;
  dots.colors = {color};
  dots.radius_pt = 1.5;
  dots.keep_order = true;
  panel.marks.emplace_back(std::move(line));
  panel.marks.emplace_back(std::move(dots));
  if (curve.unconverged.empty()) return;
  render::Points open;
  open.at = curve.unconverged;
  open.colors = {style.paper};
  open.outline = color;
  open.outline_pt = 0.8;
  open.radius_pt = 1.7;
  open.keep_order = true;
  panel.marks.emplace_back(std::move(open));
}

// "LSTM, 35 epochs" where all of a network's rows were trained for as many.
std::string name_in(const formats::Table& table, const Named& network) {
  if (!network.by_epochs) return network.name;
  std::set<std::string> epochs;
  for (const auto& row : table.rows)
    if (row[table.column("network")] == network.id) epochs.insert(row[table.column("epochs")]);
  if (epochs.size() != 1) return network.name;
  return std::string(network.name) + ", " + *epochs.begin() + (*epochs.begin() == "1" ? " epoch" : " epochs");
}

render::LegendEntry entry_of(const formats::Table& table, const Named& network, const render::Style& style) {
  return {name_in(table, network),
          render::class_colors(style, 0)[network.color],
          render::SwatchKind::line,
          {},
          network.dash};
}

render::Panel objects_panel(const formats::Table& table, const char* title) {
  std::set<int> objects;
  for (const auto& row : table.rows)
    objects.insert(static_cast<int>(number_in(row[table.column("objects")])));
  const int most = objects.empty() ? 0 : *objects.rbegin();
  render::Panel panel;
  panel.title = title;
  panel.x.label = "objects";
  const bool wide = most >= 20;
  panel.x.low = wide || objects.empty() ? 0 : *objects.begin() - 0.5;
  panel.x.high = wide ? most * 1.04 : most + 0.5;
  if (wide) objects = {4, 10, 20, 30, 40, 50};
  for (const int n : objects)
    if (n <= most) panel.x.ticks.push_back({static_cast<double>(n), std::to_string(n)});
  return panel;
}

// The same for all networks, but for the sentences that a seed draws.
void add_floor(const formats::Table& table, const render::Style& style, render::Panel& panel) {
  const std::string any = table.rows.empty() ? "" : table.rows.front()[table.column("network")];
  const Curve floor = curve_of(table, any, "rmse_floor");
  render::Line line;
  for (std::size_t i = 0; i < floor.x.size(); ++i) line.at.push_back({floor.x[i], floor.mean[i]});
  line.color = style.muted;
  line.width_pt = 0.7;
  panel.marks.emplace_back(std::move(line));
}

int seeds_in(const formats::Table& table) {
  std::set<std::string> seeds;
  for (const auto& row : table.rows) seeds.insert(row[table.column("seed")]);
  return static_cast<int>(seeds.size());
}

// The table with the seconds of timings.json as one more column, and whether they are those of --measures
// time: training alone, one network at a time.
struct TimedTable {
  formats::Table table{};
  bool alone{false};
};

TimedTable with_seconds(formats::Table table, const std::filesystem::path& file) {
  if (!std::filesystem::exists(file))
    fail(ErrorKind::no_input, file.string() + ": is missing; rssviz compare writes it with objects.csv");
  const formats::Json all = formats::read_json(file);
  const bool alone = formats::has_field(all, "alone");
  const formats::Json& timings = alone ? formats::member(all, "alone", file.string()) : all;
  const std::size_t network = table.column("network"), objects = table.column("objects"),
                    seed = table.column("seed");
  for (std::vector<std::string>& row : table.rows) {
    const std::string cell = row[network] + "-n" + row[objects] + "-s" + row[seed];
    const bool timed = formats::has_field(timings, cell);
    row.push_back(timed ? formats::format_number(formats::field<double>(timings, cell, file.string())) : "");
  }
  table.header.emplace_back("training_seconds");
  return {std::move(table), alone};
}

// An error of all networks against the number of objects.
render::Panel error_panel(const formats::Table& table, const char* column, const char* title,
                          const render::Style& style) {
  render::Panel panel = objects_panel(table, title);
  if (column == std::string_view("rmse")) {
    add_floor(table, style, panel);
  } else {
    panel.y.low = 0;
    panel.y.high = 1.02;
    panel.y.ticks = {{0, "0"}, {0.25, "0.25"}, {0.5, "0.5"}, {0.75, "0.75"}, {1, "1"}};
  }
  for (const Named& network : kNetworks) {
    const Curve curve = curve_of(table, network.id, column, network.may_not_learn);
    if (!curve.x.empty()) add_curve(curve, network, style, panel);
  }
  return panel;
}

render::Legend legend_of(const formats::Table& table, const std::string& column, const render::Style& style) {
  render::Legend legend;
  for (const Named& network : kNetworks)
    if (!curve_of(table, network.id, column).x.empty())
      legend.entries.push_back(entry_of(table, network, style));
  return legend;
}

std::string caption_text(const formats::Table& table) {
  return "Mean over " + std::to_string(seeds_in(table)) +
         " seeds of corpus and network, band: one standard deviation; errors on the test "
         "sentences of each corpus (1,000). "
         "No hyperparameter was changed from 4 objects to 50. Open circles, not converged: "
         "an LSTM that is not exact on its own training sentences more often than " +
         decimals(kNotConverged, 1) +
         ", so that the comparison is one of training budgets as much as of networks; the "
         "LSTM trained to its plateau shows what "
         "changes with more of it. The bag of words knows no order. The floor of the RMSE is "
         "above 0, since the teacher fills what a sentence leaves open at random.";
}

std::string time_caption(int seeds, bool alone) {
  const std::string mean = std::to_string(seeds) + " seeds, band: one standard deviation";
  return (alone
              ? "Processor time of training alone on the 1,000 sentences of each corpus, each network the "
                "median of five times on one thread while nothing else was trained: an ESN from drawing its "
                "reservoir to its readout, an LSTM all its epochs; no other sentence is read. Mean over " +
                    mean + ". A bag of words isn't timed. "
              : "Wall time of training alone on the 1,000 sentences of each corpus, without the states of "
                "other sentences or judgement (of the bag of words with it), mean over " +
                    mean +
                    ". Several networks were trained at a time, one a thread, so that each took longer than "
                    "alone; rssviz compare --measures time takes them one by one. ") +
         "Unlike the errors, these times can't be reproduced: they are those of one machine, and say as much "
         "about the programs as about the networks.";
}

// What each network comes to on the hardest corpus.
std::vector<Finding> findings_of(const formats::Table& table) {
  std::vector<Finding> findings;
  for (const Named& network : kNetworks) {
    const Curve curve = curve_of(table, network.id, "exact_error");
    if (curve.x.empty()) continue;
    findings.push_back({name_in(table, network) + ", not exact at " +
                            std::to_string(static_cast<int>(curve.x.back())) + " objects",
                        curve.mean.back()});
  }
  return findings;
}

}  // namespace

static Drawn make_objects(const FigureRequest& request) {
  const formats::Table table = formats::read_csv(request.folders.front() / "objects.csv");
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const std::pair<const char*, const char*> errors[] = {
      {"valid_error", "not valid"}, {"exact_error", "not exact"}, {"rmse", "RMSE"}};
  for (const auto& [column, title] : errors) {
    render::Panel panel = error_panel(table, column, title, look.style);
    panel.column = static_cast<int>(figure.panels.size());
    if (figure.panels.empty()) panel.y.label = "share of test sentences";
    figure.panels.push_back(std::move(panel));
  }
  render::Legend legend = legend_of(table, errors[0].first, look.style);
  legend.entries.push_back({"not converged",
                            look.style.paper,
                            render::SwatchKind::point,
                            render::MarkerShape::circle,
                            {},
                            0.8,
                            look.style.muted});
  legend.entries.push_back({"floor of the RMSE", look.style.muted, render::SwatchKind::line});
  figure.legends.push_back(std::move(legend));
  figure.row_aspects = {1.05};
  letter_panels(figure, look);
  figure.caption.title = "Errors against the number of objects";
  figure.caption.text = caption_text(table);
  Drawn drawn{std::move(figure), table};
  drawn.findings = findings_of(table);
  return drawn;
}

static Drawn make_objects_time(const FigureRequest& request) {
  const std::filesystem::path& folder = request.folders.front();
  const auto [table, alone] =
      with_seconds(formats::read_csv(folder / "objects.csv"), folder / "timings.json");
  const Look look = look_of(request.settings, false);
  render::Figure figure = figure_with(look);
  render::Panel panel = objects_panel(table, "");
  panel.y.label = "seconds of training";
  panel.y.logarithmic = true;
  std::vector<Finding> findings;
  render::Legend legend;
  for (const Named& network : kNetworks) {
    Curve curve = curve_of(table, network.id, "training_seconds");
    if (curve.x.empty()) continue;
    curve.unconverged.clear();
    for (std::size_t i = 0; i < curve.low.size(); ++i)
      curve.low[i] = std::max(curve.low[i], curve.mean[i] / 10);
    add_curve(curve, network, look.style, panel);
    legend.entries.push_back(entry_of(table, network, look.style));
    findings.push_back({"seconds of training at " + std::to_string(std::lround(curve.x.back())) +
                            " objects: " + legend.entries.back().text,
                        curve.mean.back()});
  }
  legend.panels = {0};
  figure.panels.push_back(std::move(panel));
  figure.legends.push_back(std::move(legend));
  figure.row_aspects = {0.4};
  figure.caption.title = "Training time against the number of objects";
  figure.caption.text = time_caption(seeds_in(table), alone);
  Drawn drawn{std::move(figure), table};
  drawn.findings = std::move(findings);
  return drawn;
}

FigureKind objects_kind() {
  return {.name = "objects",
          .summary = "error against the number of objects, from the table of rssviz compare",
          .of = Networks::comparison,
          .reads = 0,
          .needs = {},
          .options = {latex_option()},
          .make = make_objects};
}

FigureKind objects_time_kind() {
  return {.name = "objects-time",
          .summary = "training time against the number of objects, from the same folder",
          .of = Networks::comparison,
          .reads = 0,
          .needs = {},
          .options = {latex_option()},
          .make = make_objects_time};
}

}  // namespace rssviz::cli
