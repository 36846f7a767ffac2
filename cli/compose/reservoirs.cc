// R18: untrained reservoirs over spectral radius and leak rate: small multiples on the basis of one map, and
// which of them can't be told from another seed at equal settings.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "cli/compose/map_panels.h"
#include "cli/compose/task_views.h"
#include "core/error.h"
#include "embed/align/procrustes.h"
#include "models/cells/esn.h"
#include "models/recording/record.h"

namespace rssviz::cli {
namespace {

constexpr int kNeighbors = 15;

struct Setting {
  double spectral_radius{1.1};
  double leak_rate{0.05};
  std::uint64_t seed{1};
};

struct Cell {
  Setting setting{};
  Matrix states{};  // distinct states
  embed::Embedding map{};
  double overlap{1};
};

std::vector<double> numbers_of(const Settings& settings, const char* option, std::vector<double> otherwise) {
  if (!settings.has(option)) return otherwise;
  std::vector<double> numbers;
  for (const std::string& text : settings.texts(option)) {
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
      fail(ErrorKind::usage, "--" + std::string(option) + ": '" + text + "' is not a number");
    numbers.push_back(value);
  }
  return numbers;
}

std::string short_number(double value) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return std::string(buffer.data(), result.ptr);
}

class ReservoirGrid {
 public:
  ReservoirGrid(const Settings& settings, const Execution& execution)
      : execution_(execution),
        seed_(static_cast<std::uint64_t>(settings.integer("seed"))),
        data_(make_task(static_cast<int>(settings.integer("objects")), seed_)),
        units_(static_cast<int>(settings.integer("units"))),
        sentences_(sampled_sequences(*data_.corpus, models::Split::test, settings.integer("sample"), seed_)),
        radii_(numbers_of(settings, "spectral-radii", {0.1, 0.7, 1.1, 2, 5})),
        leaks_(numbers_of(settings, "leak-rates", {0.005, 0.05, 0.2, 0.5, 1})) {
    options_.umap.n_neighbors = static_cast<int>(settings.integer("neighbors"));
    if (settings.has("map-epochs")) options_.umap.epochs = static_cast<int>(settings.integer("map-epochs"));
    options_.umap.seed = seed_;
    options_.quality = embed::Measure::full;
    if (std::find(radii_.begin(), radii_.end(), reference_.spectral_radius) == radii_.end())
      reference_.spectral_radius = radii_[radii_.size() / 2];
    if (std::find(leaks_.begin(), leaks_.end(), reference_.leak_rate) == leaks_.end())
      reference_.leak_rate = leaks_[leaks_.size() / 2];
    reference_.seed = seed_;
    for (const double radius : radii_)
      for (const double leak : leaks_) cells_.push_back({{radius, leak, seed_}, {}, {}, 1});
    for (int k = 1; k <= settings.integer("band-seeds"); ++k) {
      Setting other = reference_;
      other.seed = seed_ + static_cast<std::uint64_t>(k);
      band_.push_back({other, {}, {}, 1});
    }
  }

  void compute() {
    const std::size_t all = cells_.size() + band_.size();
    execution_.workers.for_each(all, [&](std::size_t i) {
      execution_.progress.check_stop();
      Cell& cell = i < cells_.size() ? cells_[i] : band_[i - cells_.size()];
      cell.states = states_at(cell.setting);
      if (i < cells_.size()) cell.map = embed::embed(cell.states, options_, execution_);
    });
    const Cell& reference =
        *std::find_if(cells_.begin(), cells_.end(), [&](const Cell& c) { return is_reference(c); });
    execution_.workers.for_each(all, [&](std::size_t i) {
      Cell& cell = i < cells_.size() ? cells_[i] : band_[i - cells_.size()];
      cell.overlap = embed::mean_neighbor_overlap(reference.states, cell.states, kNeighbors, execution_);
      if (i >= cells_.size() || is_reference(cell)) return;
      const embed::Similarity onto = embed::procrustes(cell.map.coords, reference.map.coords, {true, false});
      cell.map.coords = onto.apply(cell.map.coords);
    });
    low_ = 1;
    high_ = 0;
    for (const Cell& cell : band_) {
      low_ = std::min(low_, cell.overlap);
      high_ = std::max(high_, cell.overlap);
    }
  }

  bool is_reference(const Cell& cell) const {
    return cell.setting.spectral_radius == reference_.spectral_radius &&
           cell.setting.leak_rate == reference_.leak_rate && cell.setting.seed == reference_.seed;
  }
  bool like_another_seed(const Cell& cell) const { return !band_.empty() && cell.overlap >= low_; }

  const std::vector<double>& radii() const { return radii_; }
  const std::vector<double>& leaks() const { return leaks_; }
  const std::vector<Cell>& cells() const { return cells_; }
  const Setting& reference() const { return reference_; }
  const embed::EmbedOptions& map_options() const { return options_; }
  double low() const { return low_; }
  double high() const { return high_; }
  std::size_t band_size() const { return band_.size(); }
  std::size_t sentences() const { return sentences_.size(); }
  int units() const { return units_; }

  // The words' columns of the distinct states: the same for every reservoir.
  const models::IntColumn& column(const char* name) {
    if (words_.points() == 0) {
      words_ = models::record_states(
          *models::make_input_trace(static_cast<int>(data_.corpus->vocabulary.size()), 0.5), sentences_,
          data_.corpus->vocabulary, data_.corpus->output_names, {}, execution_);
      task_view(data_).annotate(words_);
    }
    return words_.require_integer(name);
  }
  std::vector<std::int32_t> rows() const { return models::distinct_rows(words_); }

 private:
  Matrix states_at(const Setting& setting) const {
    models::EsnOptions options;
    options.units = units_;
    options.spectral_radius = setting.spectral_radius;
    options.leak_rate = setting.leak_rate;
    options.check();
    auto reservoir = std::make_shared<const models::Reservoir<float>>(
        models::make_reservoir(options, static_cast<int>(data_.corpus->vocabulary.size()), setting.seed));
    const auto network = models::make_esn_network(std::move(reservoir), MatrixD(0, 0));
    return models::distinct_states(models::record_states(*network, sentences_, data_.corpus->vocabulary,
                                                         data_.corpus->output_names, {}, execution_));
  }

  const Execution& execution_;
  std::uint64_t seed_;
  TaskData data_;
  int units_;
  std::vector<models::Tokens> sentences_;
  std::vector<double> radii_, leaks_;
  embed::EmbedOptions options_{};
  Setting reference_{};
  std::vector<Cell> cells_, band_;
  models::StateTrace words_{};
  double low_{1}, high_{0};
};

// A square around a map: each fills its panel, since the sizes of maps carry no meaning.
Limits square_around(MatrixRef coords) {
  const Limits limits = limits_of(coords, 0.05);
  const render::Point middle{(limits.first.x + limits.second.x) / 2, (limits.first.y + limits.second.y) / 2};
  const double half = std::max(limits.second.x - limits.first.x, limits.second.y - limits.first.y) / 2;
  return {{middle.x - half, middle.y - half}, {middle.x + half, middle.y + half}};
}

}  // namespace

render::Figure make_reservoirs(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  ReservoirGrid grid(request.settings, request.execution);
  grid.compute();
  const models::IntColumn& clause = grid.column("clause");
  const Classes classes = classes_of(clause.labels, look.style);
  const std::vector<std::int32_t> values = values_at(clause, grid.rows());
  const std::size_t columns = grid.leaks().size();
  std::size_t alike = 0;
  for (std::size_t i = 0; i < grid.cells().size(); ++i) {
    const Cell& cell = grid.cells()[i];
    render::Panel panel = map_panel("", square_around(cell.map.coords));
    panel.row = static_cast<int>(i / columns);
    panel.column = static_cast<int>(i % columns);
    std::vector<render::Point> at;
    for (Eigen::Index r = 0; r < cell.map.coords.rows(); ++r)
      at.push_back({cell.map.coords(r, 0), cell.map.coords(r, 1)});
    panel.marks = class_marks(at, values, classes, look.style, dot_radius_pt(at.size(), look.width_pt / 6));
    const bool is_reference = grid.is_reference(cell);
    const bool same = !is_reference && grid.like_another_seed(cell);
    alike += same ? 1 : 0;
    panel.title = is_reference ? "reference" : decimals(cell.overlap, 2) + (same ? " \u2248 seed" : "");
    panel.highlighted = is_reference;
    panel.faint = same;
    figure.panels.push_back(std::move(panel));
  }
  for (std::size_t r = 0; r < grid.radii().size(); ++r)
    figure.headings.push_back(
        {true, static_cast<int>(r), static_cast<int>(r), short_number(grid.radii()[r])});
  for (std::size_t c = 0; c < columns; ++c)
    figure.headings.push_back(
        {false, static_cast<int>(c), static_cast<int>(c), short_number(grid.leaks()[c])});
  figure.row_axis = "spectral radius";
  figure.column_axis = "leak rate";
  figure.row_aspects.assign(grid.radii().size(), 1.0);
  render::Legend legend = class_legend("", classes, "", look.style);
  figure.legends.push_back(std::move(legend));
  const Cell& reference = *std::find_if(grid.cells().begin(), grid.cells().end(),
                                        [&](const Cell& cell) { return grid.is_reference(cell); });
  figure.caption.title = "Untrained reservoirs over spectral radius and leak rate";
  figure.caption.text =
      "Maps of the states of " + with_commas(grid.units()) +
      "-unit reservoirs before any training, on the same " +
      with_commas(static_cast<long long>(grid.sentences())) + " test sentences (" +
      with_commas(static_cast<long long>(reference.states.rows())) +
      " distinct states); colour: part of the sentence. Each map is a UMAP of its own (" +
      std::to_string(grid.map_options().umap.n_neighbors) + " neighbours, min_dist 0.1, seed " +
      std::to_string(grid.map_options().umap.seed) +
      "), turned onto the reference and drawn to fill its panel (spectral radius " +
      short_number(grid.reference().spectral_radius) + ", leak rate " +
      short_number(grid.reference().leak_rate) + "; trustworthiness " +
      decimals(reference.map.quality.trustworthiness, 3) + "). Number: share of each state's " +
      std::to_string(kNeighbors) +
      " nearest neighbours in state space that are its neighbours in the reference. " +
      std::to_string(grid.band_size()) + " reservoirs at the reference's settings from other seeds reach " +
      decimals(grid.low(), 2) + " to " + decimals(grid.high(), 2) + ": " + std::to_string(alike) +
      " panels at or above that band are marked \u2248 seed, not distinguishable from another seed. One seed "
      "a panel; "
      "sizes of and distances between clusters carry no meaning.";
  return figure;
}

}  // namespace rssviz::cli
