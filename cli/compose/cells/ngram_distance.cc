// ngram-distance: how near a network comes to n-grams of each order while it learns, and its loss less
// theirs.
#include <algorithm>
#include <cmath>

#include "cli/compose/cells/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/whole_ticks.h"
#include "cli/options/option_table.h"
#include "cli/studies/ngram_distance.h"
#include "core/number_text.h"
#include "models/baselines/kneser_ney.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

render::Panel chart_of(const NgramDistances& distances, const std::vector<render::Color>& colors, bool losses,
                       const NetworkView& view, const render::Style& style) {
  render::Panel panel;
  const bool ngrams = std::none_of(distances.models.begin(), distances.models.end(),
                                   [](const NgramDistance& one) { return one.window; });
  const std::string of = ngrams ? "the n-gram" : "the model";
  panel.title = losses ? "loss less " + of + "'s" : "distance to " + of;
  panel.marks.emplace_back(render::Rule{true, 0, style.muted, 0.5, render::Dash::dashed, ""});
  double most = 0;
  for (std::size_t k = 0; k < distances.models.size(); ++k) {
    render::Line line;
    render::Points points;
    for (std::size_t i = 0; i < distances.stages.size(); ++i) {
      const double y =
          losses ? distances.nats[i] - distances.models[k].nats : distances.models[k].distance[i];
      line.at.push_back({static_cast<double>(distances.stages[i]), y});
      if (i > 0) most = std::max(most, std::abs(y));
    }
    points.at = line.at;
    points.colors = {colors[k]};
    points.radius_pt = 1.3;
    points.keep_order = true;
    points.rasterizable = false;
    line.color = colors[k];
    if (distances.models[k].window) line.dash = render::Dash::dashed;
    line.width_pt = 1.0;
    panel.marks.emplace_back(std::move(line));
    panel.marks.emplace_back(std::move(points));
  }
  panel.x.label = view.counted_by_epochs ? "epoch" : "stage";
  panel.x.ticks = whole_ticks(distances.stages.back());
  panel.y.label = "nats a symbol";
  // The network before training is far from all; what follows is what is to be seen.
  panel.y.high = 1.25 * most;
  panel.y.low = losses ? std::optional<double>(-0.6 * most) : std::optional<double>(0);
  panel.column = losses ? 1 : 0;
  return panel;
}

// N-grams by order from light to dark, so that neighbouring orders are neighbouring colours; networks without
// memory in others, and dashed.
std::vector<render::Color> colors_of(const NgramDistances& distances, const render::Style& style) {
  constexpr double kLightest = 0.85;
  const auto ngrams = std::count_if(distances.models.begin(), distances.models.end(),
                                    [](const NgramDistance& one) { return !one.window; });
  const std::vector<render::Color> others = render::class_colors(style, 7);
  if (!style.palette.empty()) return render::class_colors(style, distances.models.size());
  std::vector<render::Color> colors;
  for (std::size_t k = 0; k < distances.models.size(); ++k) {
    const double share =
        static_cast<double>(k) / static_cast<double>(std::max<std::ptrdiff_t>(1, ngrams - 1));
    colors.push_back(
        distances.models[k].window
            ? others[(k - static_cast<std::size_t>(ngrams) + 1) % others.size()]
            : render::seen_on(render::sample_palette("viridis", kLightest * (1 - share)), style));
  }
  return colors;
}

std::string caption_text(const NetworkView& view, const NgramDistances& distances,
                         const ComparisonOptions& options) {
  return "Left: half the sum of both Kullback-Leibler divergences between the network's and another model's "
         "probabilities of the next symbol, the mean over " +
         with_commas(static_cast<long long>(distances.symbols)) +
         " symbols of the test text; a minimum on the way says that the network was there like that model, "
         "not that it counts. Right: its loss less the other's, below 0 where it is better. Axes end near "
         "the second stage shown; the first, before training, may lie beyond. The n-grams are modified "
         "Kneser-Ney, counted over the training text. " +
         (options.windows.empty()
              ? std::string()
              : "Dashed: networks without memory (n-NN), one layer of 200 tanh units over "
                "the last n - 1 symbols, trained on the same text for two epochs. ") +
         "Network: " + view.description + ", " + view.training + "; " + view.task->description() +
         ". One network.";
}

// At the end: the nearest model, and the loss less that of the best.
std::vector<Finding> findings_of(const NgramDistances& distances) {
  if (distances.models.empty()) return {};
  const auto nearest = std::min_element(
      distances.models.begin(), distances.models.end(),
      [](const NgramDistance& a, const NgramDistance& b) { return a.distance.back() < b.distance.back(); });
  const auto best =
      std::min_element(distances.models.begin(), distances.models.end(),
                       [](const NgramDistance& a, const NgramDistance& b) { return a.nats < b.nats; });
  return {
      {"at the end, nats a symbol: distance to the nearest, the " + nearest->model, nearest->distance.back()},
      {"at the end, nats a symbol: loss less that of the best, the " + best->model,
       distances.nats.back() - best->nats}};
}

Drawn make_ngram_distance(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const NetworkView& view = *request.networks.front();
  ComparisonOptions options;
  options.symbols = settings.integer("symbols");
  for (const std::string& text : settings.texts("orders"))
    if (!text.empty()) options.orders.push_back(models::ngram_order_named(text));
  for (const std::string& text : settings.texts("windows"))
    if (!text.empty()) options.windows.push_back(models::ngram_order_named(text));
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  const NgramDistances distances =
      study_distances(view, options, static_cast<int>(settings.integer("most-stages")), request.execution);
  const Look look = look_of(settings, true);
  render::Figure figure = figure_with(look);
  const std::vector<render::Color> colors = colors_of(distances, look.style);
  for (const bool losses : {false, true})
    figure.panels.push_back(chart_of(distances, colors, losses, view, look.style));
  figure.row_aspects = {0.7};
  render::Legend legend;
  for (std::size_t k = 0; k < distances.models.size(); ++k)
    legend.entries.push_back({distances.models[k].model, colors[k], render::SwatchKind::line});
  figure.legends.push_back(std::move(legend));
  letter_panels(figure, look);
  figure.caption.title = "The " + view.name + " on its way past n-grams";
  figure.caption.text = caption_text(view, distances, options);
  Drawn drawn{std::move(figure), table_of(distances)};
  drawn.findings = findings_of(distances);
  return drawn;
}

}  // namespace

FigureKind ngram_distance_kind() {
  using enum OptionType;
  return {.name = "ngram-distance",
          .summary = "how near a network comes to n-grams of a text while it learns",
          .of = Networks::one,
          .reads = kReadsStages | kReadsNetwork,
          .needs = {},
          .options = {{"symbols", integer, "5000", "of the test text, at most", true, {}},
                      {"orders", texts, "", "of n-grams (default: 1 to 6, and 9)", true, {}},
                      {"windows", texts, "", "n of networks without memory over n - 1 symbols", true, {}},
                      {"most-stages", integer, "12", "stages of learning to show, at most", true, {}},
                      latex_option()},
          .make = make_ngram_distance};
}

}  // namespace rssviz::cli
