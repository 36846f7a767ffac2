// lyapunov: how fast neighbouring states part along the data and when the network is left alone, and how long
// a change of the state lasts.
#include <algorithm>
#include <cmath>

#include "cli/compose/dynamics/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/studies/dynamics_subject.h"
#include "cli/subjects/bare_run.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "models/analysis/dynamics/cycles.h"

namespace rssviz::cli {
namespace {

constexpr render::Color kAlongData{0, 114, 178, 1.0};
constexpr render::Color kAlone{213, 94, 0, 1.0};
constexpr int kMostMemory = 100;  // steps back
constexpr int kLeastSteps = 20;   // of a path along data
constexpr int kAloneSettle = 1000;
constexpr int kAloneSteps = 2000;

struct LyapunovStudy {
  models::LyapunovSpectrum along_data{};
  models::Attractor alone{};
  models::LyapunovSpectrum without{};
  std::vector<double> memory{};
  int data_steps{0};
};

// The inputs of all stretches one after another, the state going on from one to the next.
models::Drives drives_of(const DynamicsSubject& subject, const models::StateMap& map, int most) {
  models::Drives drives;
  for (const Stretch& stretch : subject.stretches()) {
    const MatrixD inputs = subject.inputs_of(stretch);
    for (Eigen::Index t = 0; t < inputs.rows(); ++t) {
      if (static_cast<int>(drives.size()) == most) return drives;
      drives.push_back(map.drive(inputs.row(t).transpose()));
    }
  }
  return drives;
}

LyapunovStudy study_of(const DynamicsSubject& subject, const StageDynamics& dynamics, int exponents,
                       int steps) {
  LyapunovStudy study;
  const models::StateMap& map = *dynamics.map;
  const VectorD zero = VectorD::Zero(map.size());
  const models::Drives drives = drives_of(subject, map, steps);
  study.data_steps = static_cast<int>(drives.size());
  if (study.data_steps < kLeastSteps)
    fail(ErrorKind::data, subject.view().id + ": the inputs have " + std::to_string(study.data_steps) +
                              " steps in all; exponents along them need " + std::to_string(kLeastSteps) +
                              " at least");
  models::LyapunovOptions options;
  options.exponents = exponents;
  options.transient = study.data_steps / 10;
  options.steps = study.data_steps - options.transient;
  study.along_data = lyapunov_spectrum(map, drives, zero, options);
  const VectorD last = dynamics.states.row(dynamics.states.rows() - 1).cast<double>().transpose();
  const VectorD drive = map.drive(subject.input());
  study.alone = models::find_attractor(map, drive, last, kAloneSettle, kAloneSteps);
  options.transient = 0;
  options.steps = kAloneSteps;
  study.without = lyapunov_spectrum(map, {drive}, study.alone.path.row(0).transpose(), options);
  const int most = std::min(kMostMemory, study.data_steps / 4);
  study.memory = memory_of(map, drives, zero, most, std::min(10, study.data_steps / std::max(1, most)));
  return study;
}

void add_spectrum(const models::LyapunovSpectrum& spectrum, render::Color color, double shift,
                  render::Panel& panel) {
  render::Points dots;
  dots.colors = {color};
  dots.radius_pt = 1.8;
  for (std::size_t k = 0; k < spectrum.exponents.size(); ++k) {
    const double x = static_cast<double>(k) + 1 + shift, y = spectrum.exponents[k];
    dots.at.push_back({x, y});
    const double error = 1.96 * spectrum.errors[k];
    if (std::isfinite(error))
      panel.marks.emplace_back(render::Line{{{x, y - error}, {x, y + error}}, color, 0.8});
  }
  panel.marks.emplace_back(std::move(dots));
}

render::Panel spectrum_panel(const LyapunovStudy& study, const render::Style& style) {
  render::Panel panel;
  panel.title = "Lyapunov exponents";
  panel.x.label = "exponent";
  panel.y.label = "per step";
  panel.marks.emplace_back(render::Rule{true, 0, style.muted, 0.5, render::Dash::dashed, ""});
  add_spectrum(study.along_data, kAlongData, -0.1, panel);
  add_spectrum(study.without, kAlone, 0.1, panel);
  return panel;
}

render::Panel memory_panel(const LyapunovStudy& study, const render::Style& style) {
  render::Panel panel;
  panel.column = 1;
  panel.title = "What is left of a change";
  panel.x.label = "steps later";
  panel.y.label = "share of its size";
  panel.y.logarithmic = true;
  render::Line line;
  line.color = kAlongData;
  line.width_pt = 1.2;
  for (std::size_t k = 0; k < study.memory.size() && study.memory[k] > 1e-12; ++k)
    line.at.push_back({static_cast<double>(k), study.memory[k]});
  panel.marks.emplace_back(std::move(line));
  const double half = models::half_life(study.memory);
  if (std::isfinite(half)) {
    panel.marks.emplace_back(render::Rule{false, half, style.muted, 0.5, render::Dash::dashed, ""});
    panel.notes.push_back({render::Corner::top_right, "half after " + decimals(half, 1) + " steps", false});
  } else {
    panel.notes.push_back({render::Corner::top_right, "never below a half", false});
  }
  return panel;
}

render::Panel local_panel(const LyapunovStudy& study, const render::Style& style) {
  render::Panel panel;
  panel.row = 1;
  panel.column_span = 2;
  panel.title = "Growth of the largest deviation, step by step along the data";
  panel.x.label = "step";
  panel.y.label = "ln of the growth";
  panel.marks.emplace_back(render::Rule{true, 0, style.muted, 0.5, render::Dash::dashed, ""});
  render::Line line;
  line.color = kAlongData;
  line.width_pt = 0.7;
  const std::size_t shown = std::min<std::size_t>(study.along_data.local.size(), 300);
  for (std::size_t t = 0; t < shown; ++t)
    line.at.push_back({static_cast<double>(t), study.along_data.local[t]});
  panel.marks.emplace_back(std::move(line));
  return panel;
}

std::string attractor_text(const models::Attractor& attractor) {
  switch (attractor.kind) {
    case models::AttractorKind::point:
      return "a fixed point";
    case models::AttractorKind::cycle:
      return "a cycle of " + std::to_string(attractor.cycle.length) + " steps (largest Floquet multiplier " +
             decimals(std::abs(attractor.cycle.multipliers.front()), 2) + ")";
    case models::AttractorKind::circle:
      return "an invariant circle" +
             (attractor.turn > 0 ? ", a turn in " + decimals(attractor.turn, 1) + " steps in the mean"
                                 : std::string());
    case models::AttractorKind::chaos:
      return "chaos";
  }
  return "";
}

std::string caption_of(const DynamicsSubject& subject, const LyapunovStudy& study) {
  const double dimension = study.along_data.kaplan_yorke(), half = models::half_life(study.memory);
  return "The " + subject.view().description +
         ". (a) Lyapunov exponents by QR of the exact Jacobians: along " +
         with_commas(study.along_data.steps) + " steps of the inputs of " + subject.sample_text() +
         ", one sequence after another with the state going on, the first tenth not counted; and " +
         subject.input_text() + " over " + with_commas(kAloneSteps) + " steps after " +
         with_commas(kAloneSettle) + " from the last recorded state, where the network ends in " +
         attractor_text(study.alone) +
         ". Bars: 95 % intervals from ten parts of the path (none is seen where they are small). "
         "Kaplan-Yorke dimension along the data: " +
         (std::isnan(dimension) ? std::string("more than the exponents computed") : decimals(dimension, 2)) +
         ". (b) What a small change of the state in a random direction leaves after k steps of the data "
         "(Frobenius "
         "norm of the product of Jacobians over the root of the state's size, geometric mean); half-life " +
         (std::isfinite(half) ? decimals(half, 1) + " steps" : std::string("longer than shown")) +
         ". (c) The local largest exponent at the first steps counted: above 0 neighbouring states part. "
         "Exponents are means over a path: they say nothing of single steps, nor of large changes, nor of "
         "other starts.";
}

formats::Table table_of(const LyapunovStudy& study) {
  formats::Table table;
  table.header = {"quantity", "along", "number", "value", "standard_error"};
  const auto add = [&](const char* along, const models::LyapunovSpectrum& spectrum) {
    for (std::size_t k = 0; k < spectrum.exponents.size(); ++k)
      table.rows.push_back({"exponent", along, std::to_string(k + 1),
                            formats::format_number(spectrum.exponents[k]),
                            formats::format_number(spectrum.errors[k])});
  };
  add("data", study.along_data);
  add("alone", study.without);
  for (std::size_t k = 0; k < study.memory.size(); ++k)
    table.rows.push_back({"memory", "data", std::to_string(k), formats::format_number(study.memory[k]), ""});
  for (std::size_t t = 0; t < study.along_data.local.size(); ++t)
    table.rows.push_back(
        {"local", "data", std::to_string(t), formats::format_number(study.along_data.local[t]), ""});
  return table;
}

std::vector<Finding> findings_of(const LyapunovStudy& study) {
  const auto interval = [](const models::LyapunovSpectrum& s) {
    return std::pair{s.exponents.front() - 1.96 * s.errors.front(),
                     s.exponents.front() + 1.96 * s.errors.front()};
  };
  const auto [low, high] = interval(study.along_data);
  const auto [alone_low, alone_high] = interval(study.without);
  return {{"largest exponent along the data", study.along_data.exponents.front(), low, high},
          {"largest exponent alone", study.without.exponents.front(), alone_low, alone_high},
          {"Kaplan-Yorke dimension along the data", study.along_data.kaplan_yorke()},
          {"half-life of a change, steps", models::half_life(study.memory)}};
}

}  // namespace

static Drawn make_lyapunov(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const DynamicsSubject subject(*request.networks.front(), settings);
  const StageDynamics dynamics = subject.at(-1, request.execution);
  const auto within = [&](const char* name, long long low, long long high) {
    const long long value = settings.integer(name);
    if (value < low || value > high)
      fail(ErrorKind::usage, "--" + std::string(name) + ": " + std::to_string(value) + " is out of range (" +
                                 std::to_string(low) + " to " + std::to_string(high) + ")");
    return static_cast<int>(value);
  };
  const LyapunovStudy study =
      study_of(subject, dynamics, within("exponents", 1, 1000), within("path", kLeastSteps, 1'000'000));
  const Look look = look_of(settings, true);
  render::Figure figure = figure_with(look);
  figure.panels = {spectrum_panel(study, look.style), memory_panel(study, look.style),
                   local_panel(study, look.style)};
  letter_panels(figure, look);
  figure.row_aspects = {0.6, 0.22};
  render::Legend legend;
  legend.entries = {{"along the data", kAlongData}, {subject.input_text(), kAlone}};
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "How fast states of the " + subject.view().name + " part";
  figure.caption.text = caption_of(subject, study);
  Drawn drawn{std::move(figure), table_of(study)};
  drawn.findings = findings_of(study);
  return drawn;
}

FigureKind lyapunov_kind() {
  std::vector<Option> options = dynamics_options();
  options.push_back({"exponents", OptionType::integer, "10", "exponents computed, the largest", true, {}});
  options.push_back(
      {"path", OptionType::integer, "2000", "steps of the inputs that are followed, at most", true, {}});
  options.push_back(latex_option());
  options.push_back(no_palette());
  return {.name = "lyapunov",
          .summary = "how fast neighbouring states part, and how long a change of the state lasts",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsWithoutTask,
          .needs = {},
          .options = std::move(options),
          .make = make_lyapunov};
}

}  // namespace rssviz::cli
