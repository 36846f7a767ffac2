// Three clouds of points in 50 dimensions, their map, and the map as a PDF: clouds FILE.pdf
#include <cstdio>

#include "core/progress.h"
#include "core/rng.h"
#include "embed/embedding.h"
#include "render/cairo/write_figure.h"
#include "render/figure/palette.h"

int main(int, char** words) {
  using namespace rssviz;
  Rng random(1, "clouds", 0);
  Matrix states(300, 50);  // points x units
  for (Eigen::Index row = 0; row < states.rows(); ++row)
    for (Eigen::Index unit = 0; unit < states.cols(); ++unit)
      states(row, unit) = static_cast<float>(random.normal() + (unit % 3 == row % 3 ? 3 : 0));

  SilentProgress progress;
  const Workers workers(0);  // all processors; the result is the same
  const embed::Embedding map = embed::embed(states, {}, {workers, progress});

  render::Points dots;
  for (Eigen::Index row = 0; row < states.rows(); ++row) {
    dots.at.push_back({map.coords(row, 0), map.coords(row, 1)});
    dots.colors.push_back(render::categorical_palette("okabe-ito")[static_cast<std::size_t>(row % 3)]);
  }
  render::Panel panel;
  panel.kind = render::PanelKind::map;
  panel.marks.emplace_back(dots);
  render::Figure figure;
  figure.panels.push_back(panel);
  render::write_figure(figure, words[1], {.title = "Three clouds"});
  std::printf("%zu points, trustworthiness %.2f\n", dots.at.size(), map.quality.trustworthiness);
}
