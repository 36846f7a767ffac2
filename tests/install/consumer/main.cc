// An echo state network, its states, their map and a figure, all by the libraries.
#include <cstdio>

#include "core/progress.h"
#include "embed/embedding.h"
#include "models/cells/esn.h"
#include "models/recording/record.h"
#include "render/cairo/write_figure.h"

int main(int, char** words) {
  using namespace rssviz;
  models::EsnOptions options;
  options.units = 20;
  const auto reservoir =
      std::make_shared<const models::Reservoir<float>>(models::make_reservoir(options, 3, 1));
  const auto network = models::make_esn_network(reservoir, MatrixD(0, 0));
  SilentProgress progress;
  const Workers workers(1);
  const Execution execution{workers, progress};
  const models::StateTrace trace =
      models::record_states(*network, {{0, 1, 2, 1, 0}, {2, 2, 1, 0}}, {"a", "b", "c"}, {}, {}, execution);
  embed::EmbedOptions embedding;
  embedding.method = embed::Method::pca;
  embedding.quality = embed::Measure::none;
  const embed::Embedding map = embed::embed(trace.states, embedding, execution);
  render::Figure figure;
  render::Panel panel;
  panel.kind = render::PanelKind::map;
  render::Points points;
  for (Eigen::Index row = 0; row < map.coords.rows(); ++row)
    points.at.push_back({map.coords(row, 0), map.coords(row, 1)});
  points.colors = {render::Color{}};
  panel.marks.emplace_back(points);
  figure.panels.push_back(panel);
  render::write_figure(figure, words[1], {});
  std::printf("%zu states\n", trace.points());
}
