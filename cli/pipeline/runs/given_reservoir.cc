#include "cli/pipeline/runs/given_reservoir.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "core/error.h"
#include "core/formats/array_source.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::cli {
namespace {

double share_not_zero(MatrixRef matrix) {
  return static_cast<double>((matrix.array() != 0.F).count()) /
         static_cast<double>(std::max<Eigen::Index>(matrix.size(), 1));
}

int inputs_of(const models::Lesson& lesson) {
  if (lesson.every_step()) return static_cast<int>(lesson.steps->inputs.cols());
  if (lesson.classes) return lesson.classes->inputs;
  return static_cast<int>(lesson.corpus->vocabulary.size());
}

}  // namespace

models::EsnOptions described(const models::Reservoir<float>& reservoir, double spectral_radius) {
  models::EsnOptions options;
  options.units = reservoir.units();
  options.leak_rate = static_cast<double>(reservoir.leak_rate);
  options.spectral_radius = spectral_radius;
  options.density = share_not_zero(reservoir.recurrent);
  options.input_density = share_not_zero(reservoir.input);
  return options;
}

models::GivenReservoir read_reservoir(const Settings& settings, const models::Lesson& lesson,
                                      models::EsnTrainingOptions& options) {
  const std::string& file = settings.text("reservoir");
  for (const char* const drawn : {"units", "spectral-radius", "rescale-radius", "density", "leak-rate",
                                  "input-scaling", "input-density", "bias-scaling"})
    if (settings.given(drawn) && settings.text(drawn) != settings.table().find(drawn)->default_text)
      fail(ErrorKind::usage, "--" + std::string(drawn) + " describes a reservoir to be drawn; " + file +
                                 " gives one: leave it out");
  const int inputs = inputs_of(lesson);
  models::ForeignReservoir foreign = models::from_reservoirpy(formats::read_arrays(file), inputs, {}, file);
  if (foreign.reservoir.passed() > 0)
    fail(ErrorKind::usage, file +
                               ": its readout takes the inputs, and that of --reservoir reads states "
                               "alone; leave Wout out of the file");
  if (foreign.reservoir.inputs() != inputs)
    fail(ErrorKind::data, file + ": the reservoir takes " + std::to_string(foreign.reservoir.inputs()) +
                              " inputs, the task has " + std::to_string(inputs));
  const double radius = models::measure_spectral_radius(foreign.reservoir.recurrent);
  options.reservoir = described(foreign.reservoir, radius);
  return std::make_shared<const models::Reservoir<float>>(std::move(foreign.reservoir));
}

}  // namespace rssviz::cli
