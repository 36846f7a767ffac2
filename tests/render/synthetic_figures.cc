#include "tests/render/synthetic_figures.h"

#include <array>
#include <cmath>
#include <numbers>
#include <string>

#include "core/rng.h"
#include "render/figure/palette.h"

namespace rssviz::render::synthetic {
namespace {

struct Cloud {
  std::vector<Point> at{};
  std::vector<int> cluster{};
};

// Elongated heaps along a bent curve, as embeddings of sentences look.
Cloud cloud(std::size_t points, int clusters, std::uint64_t seed) {
  Rng rng(seed, "synthetic cloud");
  Cloud out;
  for (std::size_t i = 0; i < points; ++i) {
    const int c = static_cast<int>(rng.below(static_cast<std::uint64_t>(clusters)));
    const double turn = 2 * std::numbers::pi * c / clusters;
    const double along = rng.normal() * 1.1, across = rng.normal() * 0.28;
    const double bend = turn * 1.7 + 0.4;
    out.at.push_back({4.5 * std::cos(turn) + along * std::cos(bend) - across * std::sin(bend),
                      3.6 * std::sin(turn) + along * std::sin(bend) + across * std::cos(bend)});
    out.cluster.push_back(c);
  }
  return out;
}

Points colored(const Cloud& cloud, double radius) {
  const auto& palette = categorical_palette("okabe-ito");
  Points points;
  points.at = cloud.at;
  points.radius_pt = radius;
  for (const int c : cloud.cluster)
    points.colors.push_back(with_alpha(palette[static_cast<std::size_t>(c) % palette.size()], 0.7));
  return points;
}

Legend legend_of(const std::string& title, const std::vector<std::string>& names,
                 std::vector<std::size_t> panels) {
  Legend legend{.title = title, .side = Side::bottom, .panels = std::move(panels)};
  const auto& palette = categorical_palette("okabe-ito");
  for (std::size_t i = 0; i < names.size(); ++i)
    legend.entries.push_back({.text = names[i], .color = palette[i % palette.size()]});
  return legend;
}

const std::array<std::string, 15> kWords{"BEGIN", "on",  "the", "left", "there", "is",     "a",  "blue",
                                         "cup",   "and", "the", "bowl", "is",    "orange", "END"};

}  // namespace

Figure map_grid() {
  Figure figure;
  figure.title = "What the network has heard so far";
  const std::array<std::string, 3> what{"object", "position", "colour"};
  const std::array<std::vector<std::string>, 3> names{{{"glass", "cup", "bowl", "orange", "not named"},
                                                       {"left", "right", "middle", "not named"},
                                                       {"red", "orange", "green", "blue", "not named"}}};
  for (int row = 0; row < 2; ++row) {
    for (int column = 0; column < 3; ++column) {
      Panel panel{.kind = PanelKind::map, .row = row, .column = column};
      panel.letter = std::string(1, static_cast<char>('a' + row * 3 + column));
      panel.title = what[static_cast<std::size_t>(column)] + (row == 0 ? " 1" : " 2");
      panel.marks.push_back(colored(cloud(1500, 4 + column % 2, 7), 1.1));
      figure.panels.push_back(std::move(panel));
    }
  }
  for (std::size_t c = 0; c < 3; ++c) figure.legends.push_back(legend_of("", names[c], {c, c + 3}));
  return figure;
}

Figure sweep() {
  Figure figure;
  figure.row_axis = "spectral radius $\\rho$";
  figure.column_axis = "leak rate $\\alpha$";
  const std::array<std::string, 5> leaks{"0.005", "0.05", "0.2", "0.5", "1.0"},
      radii{"0.1", "0.5", "1.1", "2", "5"};
  for (int row = 0; row < 5; ++row) {
    figure.headings.push_back({true, row, row, radii[static_cast<std::size_t>(row)], false});
    figure.headings.push_back({false, row, row, leaks[static_cast<std::size_t>(row)], false});
    for (int column = 0; column < 5; ++column) {
      Panel panel{.kind = PanelKind::map, .row = row, .column = column};
      const Cloud points = cloud(500, 3 + row + column, static_cast<std::uint64_t>(row * 5 + column));
      Points marks{.at = points.at, .radius_pt = 0.8};
      for (const Point& p : points.at)
        marks.colors.push_back(with_alpha(sample_palette("viridis", (p.x + 6) / 12), 0.8));
      panel.marks.push_back(std::move(marks));
      panel.notes.push_back({Corner::bottom_right, "overlap .4" + std::to_string(row + column), false});
      panel.highlighted = row == 2 && column == 1;
      panel.faint = row < 2 && column == 1;
      figure.panels.push_back(std::move(panel));
    }
  }
  figure.color_bars.push_back(
      {.title = "position in the sentence", .low = 0, .high = 19, .clipped_high = true});
  return figure;
}

Figure outputs_page() {
  Figure figure;
  const std::array<std::string, 3> rows{"object", "position", "colour"};
  const std::array<std::vector<std::string>, 3> names{
      {{"glass", "cup", "bowl", "orange"}, {"left", "right", "middle"}, {"red", "orange", "green", "blue"}}};
  const auto& palette = categorical_palette("okabe-ito");
  for (int row = 0; row < 3; ++row) {
    const auto& group = names[static_cast<std::size_t>(row)];
    for (int column = 0; column < 2; ++column) {
      Panel panel{
          .title = rows[static_cast<std::size_t>(row)] + (column == 0 ? " of object 1" : " of object 2"),
          .row = row,
          .column = column};
      panel.y = {.label = column == 0 ? "activation" : "", .low = -0.1, .high = 1.1};
      panel.x = {.low = -0.3, .high = 14.3, .slanted = true};
      for (std::size_t w = 0; w < kWords.size(); ++w)
        panel.x.ticks.push_back({static_cast<double>(w), kWords[w]});
      for (std::size_t k = 0; k < group.size(); ++k) {
        Line line{.color = palette[k], .width_pt = 1.1};
        for (std::size_t w = 0; w < kWords.size(); ++w) {
          const double rise = k == 1 ? 1 / (1 + std::exp(-(static_cast<double>(w) - 7 - row)))
                                     : 0.08 * static_cast<double>(k + 1);
          line.at.push_back(
              {static_cast<double>(w), rise + 0.03 * std::sin(static_cast<double>(w * (k + 1)))});
        }
        panel.marks.push_back(std::move(line));
      }
      panel.marks.push_back(
          Rule{.at = 0.43, .color = {110, 110, 110, 1}, .text = column == 0 ? "threshold" : ""});
      figure.panels.push_back(std::move(panel));
    }
    Legend legend{.side = Side::right,
                  .panels = {static_cast<std::size_t>(2 * row), static_cast<std::size_t>(2 * row + 1)}};
    for (std::size_t k = 0; k < group.size(); ++k)
      legend.entries.push_back({.text = group[k], .color = palette[k], .swatch = SwatchKind::line});
    figure.legends.push_back(std::move(legend));
  }
  figure.row_aspects = {0.45, 0.45, 0.45};
  return figure;
}

Figure trajectories() {
  Figure figure;
  figure.width_pt = 396;
  const Cloud points = cloud(2000, 7, 3);
  Panel panel{.kind = PanelKind::map, .title = "Four sentences among all states"};
  panel.marks.push_back(Points{.at = points.at, .colors = {figure.style.quiet}, .radius_pt = 1.2});
  const auto& palette = categorical_palette("okabe-ito");
  Rng rng(5, "synthetic sentences");
  Legend legend;
  for (std::size_t s = 0; s < 4; ++s) {
    Line line{.color = palette[s], .width_pt = 1.1, .arrows = true, .halo_pt = 0.8};
    Points dots{.colors = {palette[s]},
                .radius_pt = 1.9,
                .outline_pt = 0.5,
                .outline = figure.style.paper,
                .keep_order = true};
    for (std::size_t w = 0; w < 10; ++w) {
      const double turn = 0.55 * static_cast<double>(w) + 0.5 * static_cast<double>(s);
      const Point p{4.2 * std::cos(turn) + 0.7 * rng.normal(), 3.4 * std::sin(turn) + 0.7 * rng.normal()};
      line.at.push_back(p);
      dots.at.push_back(p);
      panel.labels.push_back(
          {.at = p, .text = kWords[w + s], .color = mix(palette[s], figure.style.ink, 0.3)});
    }
    panel.marks.push_back(std::move(line));
    panel.marks.push_back(std::move(dots));
    legend.entries.push_back({.text = "the " + kWords[s + 7] + " is on the left and a bowl is blue",
                              .color = palette[s],
                              .swatch = SwatchKind::line});
  }
  panel.notes.push_back({Corner::bottom_left, "2,000 states, 15 neighbours", false});
  figure.panels.push_back(std::move(panel));
  figure.legends.push_back(std::move(legend));
  figure.row_aspects = {0.72};
  return figure;
}

Figure crowded_labels() {
  Figure figure;
  figure.width_pt = 500;
  const Cloud points = cloud(5000, 9, 11);
  Panel panel{.kind = PanelKind::map, .title = "120 labels among 5,000 points"};
  panel.marks.push_back(colored(points, 1.0));
  for (std::size_t i = 0; i < 120; ++i) {
    panel.labels.push_back({.at = points.at[i * 41],
                            .text = kWords[i % 15] + " " + kWords[(i * 7) % 15],
                            .color = figure.style.ink,
                            .size_pt = 5.5,
                            .priority = static_cast<double>(i % 7)});
  }
  figure.panels.push_back(std::move(panel));
  return figure;
}

Figure learning_curves() {
  Figure figure;
  figure.style = style_for(venue_named("nature"), "paper");
  figure.width_pt = venue_named("nature").widths_pt[1];
  const auto& palette = categorical_palette("okabe-ito");
  Panel loss{.title = "Loss",
             .letter = "a",
             .x = {.label = "epoch"},
             .y = {.label = "mean squared error", .logarithmic = true}};
  Panel error{.title = "Error on held-out sentences",
              .letter = "b",
              .x = {.label = "epoch"},
              .y = {.label = "share of sentences", .low = 0, .high = 1},
              .column = 1};
  Panel bars{.title = "By objects",
             .letter = "c",
             .x = {.label = "objects",
                   .low = 0.4,
                   .high = 4.6,
                   .ticks = {{1, "4"}, {2, "10"}, {3, "20"}, {4, "50"}}},
             .y = {.label = "valid error"},
             .column = 2};
  for (std::size_t k = 0; k < 2; ++k) {
    Line a{.color = palette[k], .width_pt = 1}, b = a;
    Band band{.color = with_alpha(palette[k], 0.2)};
    for (int e = 0; e <= 35; ++e) {
      const double value = (k == 0 ? 0.08 : 0.1) * std::exp(-e / (k == 0 ? 7.0 : 9.0)) + 0.004;
      a.at.push_back({static_cast<double>(e), value});
      const double share = 1 / (1 + std::exp((e - 12.0 - 4 * static_cast<double>(k)) / 3));
      b.at.push_back({static_cast<double>(e), share});
      band.x.push_back(e);
      band.low.push_back(share * 0.85);
      band.high.push_back(std::min(1.0, share * 1.15));
    }
    loss.marks.push_back(a);
    error.marks.push_back(band);
    error.marks.push_back(b);
    Rectangles boxes{.colors = {palette[k]}};
    for (int i = 1; i <= 4; ++i)
      boxes.boxes.push_back({i - 0.35 + 0.35 * static_cast<double>(k), 0, i + 0.35 * static_cast<double>(k),
                             0.2 * i * (1 - 0.4 * static_cast<double>(k))});
    bars.marks.push_back(boxes);
  }
  loss.marks.push_back(Rule{.at = 0.0354, .color = figure.style.muted, .text = "floor of the ambiguity"});
  error.marks.push_back(Rule{.horizontal = false,
                             .at = 20,
                             .color = figure.style.muted,
                             .dash = Dash::dotted,
                             .text = "early stop"});
  figure.panels = {loss, error, bars};
  Legend legend{.entries = {{.text = "train", .color = palette[0], .swatch = SwatchKind::line},
                            {.text = "validation", .color = palette[1], .swatch = SwatchKind::line}}};
  figure.legends.push_back(legend);
  figure.row_aspects = {0.8};
  return figure;
}

Figure film_frame() {
  Figure figure;
  figure.style = style_for_theme("talk-dark");
  figure.width_pt = 1920;
  figure.height_pt = 1080;
  figure.title = "An LSTM learns to name what it hears";
  figure.column_weights = {1.6, 1};
  Panel map{.kind = PanelKind::map, .title = "States of the network", .row_span = 2};
  map.marks.push_back(colored(cloud(3000, 6, 2), 5));
  for (int c = 0; c < 6; ++c) {
    const double turn = 2 * std::numbers::pi * c / 6;
    map.labels.push_back({.at = {4.5 * std::cos(turn), 3.6 * std::sin(turn)},
                          .text = kWords[static_cast<std::size_t>(c)],
                          .color = figure.style.ink,
                          .bold = true,
                          .clear_radius_pt = 8});
  }
  map.notes.push_back({Corner::top_right, "moved 1.2 % of the width", false});
  Panel curve{.title = "Validation error",
              .x = {.label = "epoch", .low = 0, .high = 35},
              .y = {.low = 0, .high = 1},
              .column = 1};
  Line line{.color = categorical_palette("okabe-ito")[4], .width_pt = 4};
  for (int e = 0; e <= 35; ++e)
    line.at.push_back({static_cast<double>(e), 1 / (1 + std::exp((e - 12.0) / 3))});
  curve.marks.push_back(line);
  Panel place{.kind = PanelKind::blank, .row = 1, .column = 1};
  figure.panels = {map, curve, place};
  figure.legends.push_back(
      legend_of("first object", {"glass", "cup", "bowl", "orange", "none", "both"}, {2}));
  figure.slots.push_back(
      {.name = "stage", .text = "epoch 12 of 35", .widest = "epoch 35 of 35 (interpolated)", .bold = true});
  figure.slots.push_back({.name = "story",
                          .text = "Each dot is the state of the network after one word.",
                          .widest = "Each dot is the state of the network after one word of one sentence.",
                          .size_pt = 30});
  return figure;
}

Figure yellow_points() {
  Figure figure;
  figure.width_pt = 252;
  Panel panel{.kind = PanelKind::map};
  const auto& palette = categorical_palette("okabe-ito");
  Points points{.radius_pt = 5};
  Legend legend;
  const std::array<MarkerShape, 8> shapes{MarkerShape::circle,   MarkerShape::ring,    MarkerShape::square,
                                          MarkerShape::triangle, MarkerShape::diamond, MarkerShape::cross,
                                          MarkerShape::plus,     MarkerShape::star};
  for (std::size_t i = 0; i < palette.size(); ++i) {
    points.at.push_back({static_cast<double>(i), 0});
    points.colors.push_back(palette[i]);
    Points shaped{
        .at = {{static_cast<double>(i), 1}}, .colors = {palette[i]}, .shape = shapes[i], .radius_pt = 5};
    panel.marks.push_back(shaped);
    panel.marks.push_back(Line{.at = {{static_cast<double>(i) - 0.3, 2}, {static_cast<double>(i) + 0.3, 2.5}},
                               .color = palette[i],
                               .width_pt = 2});
    legend.entries.push_back(
        {.text = "class " + std::to_string(i + 1), .color = palette[i], .shape = shapes[i]});
  }
  panel.marks.push_back(points);
  figure.panels.push_back(panel);
  figure.row_aspects = {0.4};
  figure.legends.push_back(legend);
  return figure;
}

}  // namespace rssviz::render::synthetic
