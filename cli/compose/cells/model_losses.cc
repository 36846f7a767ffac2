// loss-table: losses of networks on a text by kind, layers and size, beside n-grams. model-map: which of them
// predict alike. After tables 1 and 2 of Karpathy, Johnson and Fei-Fei 2015 (arXiv 1506.02078) and their map
// of models, which was by t-SNE.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "cli/compose/cells/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/options/option_table.h"
#include "cli/studies/model_losses.h"
#include "cli/studies/ngram_comparison.h"
#include "core/number_text.h"
#include "models/baselines/kneser_ney.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr render::Color kTint{0, 114, 178, 1.0};
constexpr double kRowHeight = 0.085;  // of the panel, over its width

std::vector<std::string> rows_of(const LossTable& losses) {
  std::vector<std::string> rows;
  for (const LossCell& cell : losses.cells)
    if (std::find(rows.begin(), rows.end(), row_name(cell)) == rows.end()) rows.push_back(row_name(cell));
  return rows;
}

// The lower the loss, the fuller the colour.
render::Color tint_of(const LossTable& losses, double nats) {
  double least = nats, most = nats;
  for (const LossCell& cell : losses.cells) {
    least = std::min(least, cell.nats);
    most = std::max(most, cell.nats);
  }
  const double share = most > least ? (most - nats) / (most - least) : 0;
  return render::with_alpha(kTint, 0.06 + 0.34 * share);
}

bool is_counted(const LossCell& cell) { return cell.size.parameters == 0; }

// Columns of networks: n-grams have no trained parameters, their cells are as wide as the table.
std::vector<std::string> sizes_of(const LossTable& losses) {
  std::vector<std::string> sizes = losses.columns;
  if (std::any_of(losses.cells.begin(), losses.cells.end(), is_counted)) sizes.pop_back();
  return sizes;
}

void add_cell(const LossTable& losses, const LossCell& cell, double y, const render::Style& style,
              render::Panel& panel) {
  const double most = static_cast<double>(sizes_of(losses).size()) - 0.52;
  const auto at = static_cast<double>(cell.column);
  const double left = is_counted(cell) ? -0.48 : at - 0.48, right = is_counted(cell) ? most : at + 0.48;
  render::Rectangles box;
  box.boxes = {{left, y - 0.46, right, y + 0.46}};
  box.colors = {tint_of(losses, cell.nats)};
  panel.marks.emplace_back(std::move(box));
  panel.labels.push_back({.at = {(left + right) / 2, y + 0.17},
                          .text = decimals(cell.nats, 3),
                          .color = style.ink,
                          .bold = cell.best,
                          .size_pt = std::max(8.0, style.note_pt),
                          .centred = true});
  panel.labels.push_back(
      {.at = {(left + right) / 2, y - 0.24},
       .text = (is_counted(cell) ? "counted, " : "") + decimals(cell.low, 3) + "–" + decimals(cell.high, 3),
       .color = style.ink,
       .size_pt = style.note_pt < 10 ? 6 : style.note_pt,  // a slide's are as small as they may be
       .centred = true});
}

// What wasn't trained, so that no place looks forgotten.
void add_gaps(const LossTable& losses, const std::vector<std::string>& rows, const render::Style& style,
              render::Panel& panel) {
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t column = 0; column < sizes_of(losses).size(); ++column)
      if (std::none_of(losses.cells.begin(), losses.cells.end(), [&](const LossCell& cell) {
            return row_name(cell) == rows[row] && (is_counted(cell) || cell.column == column);
          }))
        panel.labels.push_back(
            {.at = {static_cast<double>(column), static_cast<double>(rows.size() - 1 - row)},
             .text = "–",
             .color = style.muted,
             .centred = true});
}

render::Panel table_panel(const LossTable& losses, const std::vector<std::string>& rows,
                          const render::Style& style) {
  render::Panel panel;
  const auto height = [&](const LossCell& cell) {
    return static_cast<double>(rows.end() - std::find(rows.begin(), rows.end(), row_name(cell))) - 1;
  };
  const std::vector<std::string> sizes = sizes_of(losses);
  for (const LossCell& cell : losses.cells) add_cell(losses, cell, height(cell), style, panel);
  add_gaps(losses, rows, style, panel);
  for (std::size_t k = 0; k < rows.size(); ++k)
    panel.y.ticks.push_back({static_cast<double>(rows.size() - 1 - k), rows[k]});
  for (std::size_t k = 0; k < sizes.size(); ++k) panel.x.ticks.push_back({static_cast<double>(k), sizes[k]});
  panel.x.low = -0.5;
  panel.x.high = static_cast<double>(sizes.size()) - 0.5;
  panel.y.low = -0.5;
  panel.y.high = static_cast<double>(rows.size()) - 0.5;
  panel.x.label = "trained parameters";
  return panel;
}

std::string networks_text(const LossTable& losses) {
  std::size_t least = losses.cells.front().networks, most = least;
  for (const LossCell& cell : losses.cells) {
    least = std::min(least, cell.networks);
    most = std::max(most, cell.networks);
  }
  if (most == 1) return "One network each: what another seed would give isn't known. ";
  return "Means over " +
         (least == most ? std::to_string(most) : std::to_string(least) + " to " + std::to_string(most)) +
         " networks each; the intervals speak of the text, not of seeds. ";
}

Drawn make_loss_table(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const LossTable losses =
      study_loss_table(request.networks, settings.integer("symbols"),
                       static_cast<std::uint64_t>(settings.integer("seed")), request.execution);
  const Look look = look_of(settings, false);
  render::Figure figure = figure_with(look);
  const std::vector<std::string> rows = rows_of(losses);
  figure.panels.push_back(table_panel(losses, rows, look.style));
  figure.row_aspects = {kRowHeight * static_cast<double>(rows.size())};
  figure.caption.title = "Losses by kind, layers and size";
  figure.caption.text =
      "Nats a symbol over the first " + with_commas(static_cast<long long>(losses.symbols)) +
      " symbols of the test text, each after all before it; below, 95 % over blocks of 1,000 symbols drawn "
      "anew. "
      "Bold: the lowest of a column; the fuller the colour, the lower the loss. Columns: trained parameters, "
      "two "
      "biases a gate; sizes within 15 % share a column; n-grams are counted and have none; –: none "
      "trained. " +
      networks_text(losses) + "Bits are in the table. " + request.networks.front()->task->description() +
      ". Losses of other splits of the same text can't be compared with these.";
  Drawn drawn{std::move(figure), table_of(losses)};
  for (const bool counted : {false, true}) {
    const LossCell* best = nullptr;
    for (const LossCell& cell : losses.cells)
      if (is_counted(cell) == counted && (best == nullptr || cell.nats < best->nats)) best = &cell;
    if (best != nullptr)
      drawn.findings.push_back({std::string("lowest nats a symbol, ") + (counted ? "n-grams" : "networks") +
                                    ": " + row_name(*best),
                                best->nats, best->low, best->high});
  }
  return drawn;
}

struct KindColors {
  std::map<std::string, render::Color> of{};
  std::vector<std::string> order{};
};

KindColors colors_of(const ModelMap& map, const render::Style& style) {
  const std::vector<render::Color> steps = render::class_colors(style, 3);
  const std::vector<render::Color> palette{steps[1], steps[0], steps[2]};
  KindColors colors;
  for (const ModelPlace& one : map.models) {
    const std::string kind = one.size.parameters > 0 ? one.model : "n-gram";
    if (colors.of.contains(kind)) continue;
    const std::size_t place = std::min(colors.order.size(), palette.size() - 1);
    colors.of[kind] = kind == "n-gram" ? style.muted : palette[place];
    colors.order.push_back(kind);
  }
  return colors;
}

render::MarkerShape shape_of(const models::RunSize& size) {
  using render::MarkerShape;
  if (size.parameters == 0) return MarkerShape::diamond;
  return size.layers == 1   ? MarkerShape::circle
         : size.layers == 2 ? MarkerShape::square
                            : MarkerShape::triangle;
}

// Areas grow with the logarithm of the parameters: four times as many, as much more again.
double radius_of(const models::RunSize& size) {
  if (size.parameters == 0) return 2.4;
  return std::clamp(1.8 + 0.7 * std::log(static_cast<double>(size.parameters) / 1e4) / std::log(4.), 1.8, 5.);
}

render::Panel map_panel(const ModelMap& map, const KindColors& colors, const render::Style& style) {
  render::Panel panel;
  panel.kind = render::PanelKind::map;
  const bool named = map.models.size() <= 14;
  for (std::size_t k = 0; k < map.models.size(); ++k) {
    const ModelPlace& one = map.models[k];
    const auto row = static_cast<Eigen::Index>(k);
    render::Points points;
    points.at = {{map.map.coords(row, 0), map.map.coords(row, 1)}};
    points.colors = {colors.of.at(one.size.parameters > 0 ? one.model : "n-gram")};
    points.shape = shape_of(one.size);
    points.radius_pt = radius_of(one.size);
    points.keep_order = true;
    points.rasterizable = false;
    if (named || one.size.parameters == 0)
      panel.labels.push_back({.at = points.at.front(),
                              .text = one.id.empty() ? one.model : one.id,
                              .color = style.ink,
                              .clear_radius_pt = points.radius_pt + 2});
    panel.marks.emplace_back(std::move(points));
  }
  panel.notes.push_back({render::Corner::bottom_right, "stress " + decimals(map.map.stress, 3), false});
  return panel;
}

// As high as the map needs: a square is mostly empty where models lie on a line.
double map_aspect(const ModelMap& map) {
  const auto side = [&](Eigen::Index k) {
    return map.map.coords.col(k).maxCoeff() - map.map.coords.col(k).minCoeff();
  };
  return std::clamp(static_cast<double>(side(1) / std::max(1e-9, static_cast<double>(side(0)))), 0.4, 0.65);
}

render::Legend map_legend(const ModelMap& map, const KindColors& colors, const render::Style& style) {
  using render::MarkerShape;
  using render::SwatchKind;
  render::Legend legend;
  for (const std::string& kind : colors.order)
    legend.entries.push_back({kind,
                              colors.of.at(kind),
                              SwatchKind::point,
                              kind == "n-gram" ? MarkerShape::diamond : MarkerShape::circle,
                              render::Dash::solid,
                              0,
                              {}});
  const std::array<const char*, 3> depths = {"1 layer", "2 layers", "3 layers or more"};
  const int deepest =
      std::max_element(map.models.begin(), map.models.end(), [](const auto& a, const auto& b) {
        return a.size.layers < b.size.layers;
      })->size.layers;
  for (int layers = 1; layers <= 3 && deepest > 1; ++layers)
    if (std::any_of(map.models.begin(), map.models.end(), [layers](const ModelPlace& one) {
          return one.size.parameters > 0 && std::min(one.size.layers, 3) == layers;
        }))
      legend.entries.push_back({depths[static_cast<std::size_t>(layers - 1)],
                                style.ink,
                                SwatchKind::point,
                                shape_of({layers, 1, 1}),
                                render::Dash::solid,
                                0,
                                {}});
  return legend;
}

std::string seeds_text(const ModelMap& map) {
  if (std::isnan(map.seeds))
    return "No two networks differ by seed alone, so that what a seed does isn't known. ";
  return "Networks that differ by seed alone are " + decimals(map.seeds, 3) +
         " apart on average: what is nearer tells nothing. ";
}

// To the first network: the nearest n-gram, by the distances themselves.
void add_nearest(const ModelMap& map, std::vector<Finding>& findings) {
  std::size_t nearest = 0;
  for (std::size_t k = 1; k < map.models.size(); ++k)
    if (map.models[k].size.parameters == 0 &&
        (nearest == 0 || map.distances(0, static_cast<Eigen::Index>(k)) <
                             map.distances(0, static_cast<Eigen::Index>(nearest))))
      nearest = k;
  if (nearest > 0)
    findings.push_back(
        {"distance of " + map.models.front().id + " to the nearest n-gram, the " + map.models[nearest].model,
         map.distances(0, static_cast<Eigen::Index>(nearest))});
}

Drawn make_model_map(const FigureRequest& request) {
  const Settings& settings = request.settings;
  std::vector<int> orders;
  for (const std::string& text : settings.texts("orders"))
    if (!text.empty()) orders.push_back(models::ngram_order_named(text));
  if (orders.empty()) orders = {1, 2, 3, 4, 5, 6, 9, 20};
  const ModelMap map =
      study_model_map(request.networks, orders, settings.integer("symbols"), request.execution);
  const Look look = look_of(settings, false);
  render::Figure figure = figure_with(look);
  const KindColors colors = colors_of(map, look.style);
  figure.panels.push_back(map_panel(map, colors, look.style));
  figure.row_aspects = {map_aspect(map)};
  figure.legends.push_back(map_legend(map, colors, look.style));
  figure.caption.title = "Which models predict alike";
  figure.caption.text =
      "Metric scaling (SMACOF) of the square root of the mean Jensen-Shannon divergence between what the "
      "models "
      "predict of the same " +
      with_commas(static_cast<long long>(map.symbols)) + " symbols of the test text. Stress-1 is " +
      decimals(map.map.stress, 3) +
      ": the share by which distances on the map are off; axes and their directions mean nothing. Distances "
      "over "
      "the first half of the symbols go with those over the second by a correlation of " +
      decimals(map.halves, 3) + ". " + seeds_text(map) +
      "The larger the mark, the more parameters. The n-grams are modified Kneser-Ney, counted over the "
      "training "
      "text. " +
      request.networks.front()->task->description() + ".";
  Drawn drawn{std::move(figure), table_of(map)};
  add_nearest(map, drawn.findings);
  drawn.findings.push_back({"stress", map.map.stress});
  drawn.findings.push_back({"correlation of halves", map.halves});
  if (!std::isnan(map.seeds)) drawn.findings.push_back({"distance between seeds", map.seeds});
  return drawn;
}

}  // namespace

FigureKind loss_table_kind() {
  return {.name = "loss-table",
          .summary = "losses on a text by kind of network, layers and size",
          .of = Networks::several,
          .reads = kReadsNetwork,
          .needs = {},
          .options = {no_palette(),
                      {"symbols", OptionType::integer, "50000", "of the test text, at most", true, {}},
                      latex_option()},
          .make = make_loss_table};
}

FigureKind model_map_kind() {
  using enum OptionType;
  return {
      .name = "model-map",
      .summary = "which networks and n-grams predict alike: a map by Jensen-Shannon divergence",
      .of = Networks::several,
      .reads = kReadsNetwork,
      .needs = {},
      .options = {no_palette(),
                  {"symbols", integer, "5000", "of the test text, at most", true, {}},
                  {"orders", texts, "", "orders of n-grams to show (default: 1 to 6, 9 and 20)", true, {}},
                  latex_option()},
      .make = make_model_map};
}

}  // namespace rssviz::cli
