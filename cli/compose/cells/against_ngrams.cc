// ngram-losses: losses of n-grams of growing order beside those of networks. error-overlap: whose errors are
// whose. symbol-gain: which kinds of symbols a network gives more than the n-gram does.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "cli/compose/cells/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/options/option_table.h"
#include "cli/studies/ngram_comparison.h"
#include "cli/studies/text_predictions.h"
#include "cli/subjects/roles.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/baselines/kneser_ney.h"
#include "models/baselines/window_network.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr render::Color kNetwork{204, 82, 8, 1.0};
constexpr render::Color kNgram{0, 72, 130, 1.0};
constexpr render::Color kWindow{0, 162, 118, 1.0};
constexpr render::Color kBoth{176, 176, 176, 1.0};
constexpr render::Color kOnGrey{26, 26, 26, 1.0};
constexpr double kRowHeight = 0.042;  // of a panel of rows, over its width

ComparisonOptions options_of(const Settings& settings) {
  ComparisonOptions options;
  options.symbols = settings.integer("symbols");
  options.order = models::ngram_order_named(settings.text("order"));
  if (settings.has("orders"))
    for (const std::string& text : settings.texts("orders"))
      if (!text.empty()) options.orders.push_back(models::ngram_order_named(text));
  if (settings.table().find("windows") != nullptr && settings.has("windows"))
    for (const std::string& text : settings.texts("windows"))
      if (!text.empty()) options.windows.push_back(models::ngram_order_named(text));
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  return options;
}

std::vector<Option> common_options() {
  using enum OptionType;
  return {{"symbols", integer, "50000", "of the test text, at most", true, {}},
          {"order", text, "20", "symbols of the n-gram to compare with, or inf", true, {}},
          no_palette(),
          latex_option()};
}

render::Panel rows_panel(std::size_t rows) {
  render::Panel panel;
  panel.y.low = -0.6;
  panel.y.high = static_cast<double>(rows) - 0.4;
  return panel;
}

// What all these captions say at their end.
std::string sources_text(const FigureRequest& request, const ComparisonOptions& options) {
  std::string text;
  for (const NetworkView* const view : request.networks)
    text += " " + view->name + " (" + view->id + "): " + view->description + ", " + view->training + ".";
  const NetworkView& first = *request.networks.front();
  return "The n-grams are modified Kneser-Ney, counted over the training text. The first " +
         with_commas(options.symbols) + " symbols of the test text, or all." + text + " " +
         first.task->description() + ".";
}

render::Rectangles bars(std::vector<render::Rectangles::Box> boxes, render::Color color) {
  render::Rectangles made;
  made.boxes = std::move(boxes);
  made.colors = {color};
  return made;
}

render::Line whisker(double low, double high, double y, render::Color color) {
  render::Line line;
  line.at = {{low, y}, {high, y}};
  line.color = color;
  line.width_pt = 0.7;
  return line;
}

// The number in its bar, or behind a short one.
void add_numbers(const LossBars& losses, double most, const render::Style& style, render::Panel& panel) {
  for (std::size_t k = 0; k < losses.bars.size(); ++k) {
    const LossBar& bar = losses.bars[k];
    const bool inside = bar.nats > 0.2 * most;
    panel.labels.push_back({.at = {inside ? bar.nats / 2 : bar.high + 0.07 * most,
                                   static_cast<double>(losses.bars.size() - 1 - k)},
                            .text = decimals(bar.nats, 3),
                            .color = inside ? style.paper : style.ink,
                            .centred = true});
  }
}

std::string windows_text(const ComparisonOptions& options) {
  if (options.windows.empty()) return "";
  const models::WindowTraining training;
  return "n-NN: a network without memory, " + std::to_string(models::WindowShape{}.units) +
         " units of tanh over the last n - 1 symbols, trained for this figure (" +
         std::to_string(training.epochs) + " epochs, RMSProp " + decimals(training.learning_rate, 3) +
         ", one seed). ";
}

// The networks, then the best of the n-grams and the best network without memory.
std::vector<Finding> findings_of(const LossBars& losses) {
  std::vector<Finding> findings;
  const auto add = [&](const LossBar& bar) {
    findings.push_back({"nats a symbol: " + bar.model, bar.nats, bar.low, bar.high});
  };
  for (const LossBar& bar : losses.bars)
    if (bar.order == 0 && !bar.window) add(bar);
  for (const bool window : {false, true}) {
    const LossBar* best = nullptr;
    for (const LossBar& bar : losses.bars)
      if (bar.window == window && (window || bar.order > 0) && (best == nullptr || bar.nats < best->nats))
        best = &bar;
    if (best != nullptr) add(*best);
  }
  return findings;
}

Drawn make_ngram_losses(const FigureRequest& request) {
  const ComparisonOptions options = options_of(request.settings);
  const LossBars losses = study_losses(request.networks, options, request.execution);
  const Look look = look_of(request.settings, false);
  render::Figure figure = figure_with(look);
  render::Panel panel = rows_panel(losses.bars.size());
  double most = 0;
  for (std::size_t k = 0; k < losses.bars.size(); ++k) {
    const LossBar& bar = losses.bars[k];
    const double y = static_cast<double>(losses.bars.size() - 1 - k);
    const render::Color color = bar.window ? kWindow : bar.order == 0 ? kNetwork : kNgram;
    panel.marks.emplace_back(bars({{0, y - 0.36, bar.nats, y + 0.36}}, render::seen_on(color, look.style)));
    panel.marks.emplace_back(whisker(bar.low, bar.high, y, look.style.ink));
    panel.y.ticks.push_back({y, bar.model});
    most = std::max(most, bar.high);
  }
  add_numbers(losses, most, look.style, panel);
  panel.x.low = 0;
  panel.x.high = 1.04 * most;
  panel.x.label = "nats a symbol";
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {0.055 * (static_cast<double>(losses.bars.size()) + 0.6)};
  figure.caption.title = "Losses of n-grams and of networks";
  figure.caption.text =
      "Mean of -log p of each symbol after all before it, but the first; whiskers: 95 % over "
      "blocks of 1,000 symbols drawn anew, one network each. " +
      windows_text(options) + sources_text(request, options) +
      " Losses of other splits of the same text can't be compared with these.";
  Drawn drawn{std::move(figure), table_of(losses)};
  drawn.findings = findings_of(losses);
  return drawn;
}

// Shares of all symbols side by side: the network's own errors, those of both, those of the n-gram alone.
double add_shares(const ErrorOverlap& one, double y, const render::Style& style, render::Panel& panel) {
  double from = 0;
  const auto add = [&](long long count, render::Color color) {
    const double share = static_cast<double>(count) / static_cast<double>(one.symbols);
    panel.marks.emplace_back(bars({{from, y - 0.34, from + share, y + 0.34}}, render::seen_on(color, style)));
    if (share > 0.06)
      panel.labels.push_back({.at = {from + share / 2, y},
                              .text = decimals(share, 3),
                              .color = color == kBoth ? kOnGrey : style.paper,
                              .centred = true});
    from += share;
  };
  add(one.network_alone, kNetwork);
  add(one.both, kBoth);
  add(one.ngram_alone, kNgram);
  return from;
}

render::Legend overlap_legend(int order, const render::Style& style) {
  render::Legend legend;
  legend.entries = {
      {"network alone", render::seen_on(kNetwork, style), render::SwatchKind::box, {}},
      {"both", kBoth, render::SwatchKind::box, {}},
      {ngram_name(order) + " alone", render::seen_on(kNgram, style), render::SwatchKind::box, {}}};
  return legend;
}

Drawn make_error_overlap(const FigureRequest& request) {
  const ComparisonOptions options = options_of(request.settings);
  const std::vector<ErrorOverlap> overlaps = study_overlap(request.networks, options, request.execution);
  const Look look = look_of(request.settings, false);
  render::Figure figure = figure_with(look);
  render::Panel panel = rows_panel(overlaps.size());
  double most = 0;
  for (std::size_t k = 0; k < overlaps.size(); ++k) {
    const double y = static_cast<double>(overlaps.size() - 1 - k);
    most = std::max(most, add_shares(overlaps[k], y, look.style, panel));
    panel.y.ticks.push_back({y, overlaps[k].network});
  }
  panel.x.low = 0;
  panel.x.high = 1.03 * most;
  panel.x.label = "share of symbols";
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {0.09 * (static_cast<double>(overlaps.size()) + 0.6)};
  figure.legends.push_back(overlap_legend(options.order, look.style));
  figure.caption.title = "Whose errors are whose";
  figure.caption.text =
      "An error is a symbol that was given less than .5. Shares of all symbols: the errors of a "
      "network are its own and those of both. " +
      sources_text(request, options);
  Drawn drawn{std::move(figure), table_of(overlaps, options.order)};
  for (const ErrorOverlap& one : overlaps) {
    const auto share = [&](long long count) {
      return static_cast<double>(count) / static_cast<double>(one.symbols);
    };
    const std::string errors = one.network + ": share of symbols, errors of ";
    drawn.findings.push_back({errors + "the network alone", share(one.network_alone)});
    drawn.findings.push_back(
        {errors + "the " + ngram_name(options.order) + " alone", share(one.ngram_alone)});
    drawn.findings.push_back({errors + "both", share(one.both)});
  }
  return drawn;
}

render::Points dot(double x, double y, render::Color color, render::MarkerShape shape) {
  render::Points points;
  points.at = {{x, y}};
  points.colors = {color};
  points.shape = shape;
  points.radius_pt = 1.9;
  points.keep_order = true;
  points.rasterizable = false;
  return points;
}

// The kinds that are drawn: all where they fit, else the ends of the list.
std::vector<const SymbolGain*> shown_gains(const SymbolGains& gains, std::size_t most) {
  std::vector<const SymbolGain*> shown;
  const std::size_t all = gains.kinds.size();
  for (std::size_t k = 0; k < all; ++k)
    if (all <= most || k < most / 2 || k >= all - most / 2) shown.push_back(&gains.kinds[k]);
  return shown;
}

render::Panel gains_panel(const std::vector<const SymbolGain*>& shown, const render::Style& style) {
  render::Panel panel = rows_panel(shown.size());
  for (std::size_t k = 0; k < shown.size(); ++k) {
    const SymbolGain& gain = *shown[k];
    const double y = static_cast<double>(shown.size() - 1 - k);
    render::Line link = whisker(gain.ngram, gain.network, y, style.muted);
    panel.marks.emplace_back(std::move(link));
    panel.marks.emplace_back(
        dot(gain.ngram, y, render::seen_on(kNgram, style), render::MarkerShape::diamond));
    panel.marks.emplace_back(
        dot(gain.network, y, render::seen_on(kNetwork, style), render::MarkerShape::circle));
    panel.y.ticks.push_back({y, gain.kind + "  (" + with_commas(static_cast<long long>(gain.count)) + ")"});
  }
  panel.x.low = -0.02;
  panel.x.high = 1.02;
  panel.x.ticks = {{0, "0"}, {0.2, ".2"}, {0.4, ".4"}, {0.6, ".6"}, {0.8, ".8"}, {1, "1"}};
  panel.x.label = "mean p of the symbol that came";
  return panel;
}

Drawn make_symbol_gain(const FigureRequest& request) {
  constexpr std::size_t kMostRows = 40;
  const ComparisonOptions options = options_of(request.settings);
  const NetworkView& view = *request.networks.front();
  const bool by_class = request.settings.text("by") == "class";
  text_of(view);  // before its columns are asked for
  const std::string column = by_class ? role_column(view, "part") : "";
  const SymbolGains gains = study_gains(view, column, options, request.execution);
  if (gains.kinds.empty())
    fail(ErrorKind::data, view.id + ": no kind of symbol occurs 30 times; more --symbols would do");
  const Look look = look_of(request.settings, false);
  render::Figure figure = figure_with(look);
  const std::vector<const SymbolGain*> shown = shown_gains(gains, kMostRows);
  figure.panels.push_back(gains_panel(shown, look.style));
  figure.row_aspects = {1.6 * kRowHeight * (static_cast<double>(shown.size()) + 0.6)};
  render::Legend legend;
  legend.entries = {{view.name, render::seen_on(kNetwork, look.style), render::SwatchKind::point,
                     render::MarkerShape::circle},
                    {ngram_name(options.order), render::seen_on(kNgram, look.style),
                     render::SwatchKind::point, render::MarkerShape::diamond}};
  figure.legends.push_back(std::move(legend));
  figure.caption.title =
      "Which symbols the " + view.name + " gives more than the " + ngram_name(options.order);
  figure.caption.text =
      std::string("Mean probability of the symbol that came, by ") +
      (by_class ? "kind of symbol" : "symbol") + " (in brackets, how often), the largest gain on top" +
      (shown.size() < gains.kinds.size() ? "; those in the middle are left out of the picture" : "") + ". " +
      (gains.rare > 0 ? with_commas(static_cast<long long>(gains.rare)) +
                            " kinds that occur fewer than 30 times are left out. "
                      : std::string()) +
      "Intervals of the differences stand in the table. " + sources_text(request, options);
  Drawn drawn{std::move(figure), table_of(gains)};
  for (const SymbolGain& gain : gains.kinds)
    drawn.findings.push_back({"mean p less the " + ngram_name(options.order) + "'s: " + gain.kind,
                              gain.network - gain.ngram, gain.low, gain.high});
  return drawn;
}

}  // namespace

FigureKind ngram_losses_kind() {
  std::vector<Option> options = common_options();
  options.push_back({"orders",
                     OptionType::texts,
                     "",
                     "orders of n-grams to show (default: 1 to 9, and --order)",
                     true,
                     {}});
  options.push_back({"windows",
                     OptionType::texts,
                     "",
                     "n of networks without memory over the last n - 1 symbols, trained for the figure",
                     true,
                     {}});
  return {.name = "ngram-losses",
          .summary = "losses on a text of n-grams by order, and of networks",
          .of = Networks::several,
          .reads = kReadsNetwork,
          .needs = {},
          .options = std::move(options),
          .make = make_ngram_losses};
}

FigureKind error_overlap_kind() {
  return {.name = "error-overlap",
          .summary = "errors on a text of networks, of an n-gram, and of both",
          .of = Networks::several,
          .reads = kReadsNetwork,
          .needs = {},
          .options = common_options(),
          .make = make_error_overlap};
}

FigureKind symbol_gain_kind() {
  std::vector<Option> options = common_options();
  options.push_back(
      {"by", OptionType::text, "class", "kinds of symbols, or each symbol", true, {"class", "symbol"}});
  return {.name = "symbol-gain",
          .summary = "which symbols of a text a network gives more than an n-gram does",
          .of = Networks::one,
          .reads = kReadsNetwork,
          .needs = {},
          .options = std::move(options),
          .make = make_symbol_gain};
}

}  // namespace rssviz::cli
