#include "models/weights/run_files.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/npz.h"

namespace rssviz::models {
namespace {

using formats::Archive;
using formats::Json;
namespace fs = std::filesystem;

constexpr std::int64_t kFormatVersion = 1;
const char* const kReservoirFile = "reservoir.npz";
const char* const kMetricsFile = "metrics.csv";

fs::path stage_path(const fs::path& folder, std::size_t stage) {
  std::string number = std::to_string(stage);
  number.insert(0, number.size() < 4 ? 4 - number.size() : 0, '0');
  return folder / "stages" / (number + ".npz");
}

Archive new_stage(const char* cell, const Json& settings, std::size_t stage, std::int64_t sentences) {
  Archive archive;
  archive["format_version"] = formats::from_integer(kFormatVersion);
  archive["cell"] = formats::from_string(cell);
  archive["settings"] = formats::from_string(formats::ascii_line(settings));
  archive["stage"] = formats::from_integer(static_cast<std::int64_t>(stage));
  archive["sentences"] = formats::from_integer(sentences);
  return archive;
}

// Stages of an earlier, longer run must not be taken for this one's.
void remove_stages_from(const fs::path& folder, std::size_t stage) {
  std::error_code error;
  while (fs::remove(stage_path(folder, stage), error)) ++stage;
}

// The archives of all stages, in order; checks version and cell.
std::vector<Archive> read_stages(const fs::path& folder, const std::string& cell) {
  std::vector<Archive> stages;
  for (fs::path path = stage_path(folder, 0); stages.empty() || fs::exists(path);
       path = stage_path(folder, stages.size())) {
    Archive archive = formats::read_npz(path);
    const std::string file = path.string();
    const double version =
        formats::to_number(formats::require(archive, "format_version", file), "format_version");
    if (version != static_cast<double>(kFormatVersion)) {
      fail(ErrorKind::data, file + ": this format_version of a stage isn't known");
    }
    const std::string found = formats::to_string(formats::require(archive, "cell", file), "cell");
    if (found != cell)
      fail(ErrorKind::data, file + ": these are weights of an " + found + ", needed is an " + cell);
    stages.push_back(std::move(archive));
  }
  return stages;
}

template <class T>
T field(const Json& record, const char* name, const std::string& file) {
  try {
    return record.at(name).get<T>();
  } catch (const Json::exception&) {
    fail(ErrorKind::data, file + ": the field " + name + " is missing or of another kind");
  }
}

Json settings_of(const Archive& archive, const std::string& file) {
  return formats::parse_json(formats::to_string(formats::require(archive, "settings", file), "settings"),
                             file);
}

EsnTrainingOptions esn_options_of(const Json& json, const std::string& file) {
  EsnTrainingOptions options;
  EsnOptions& reservoir = options.reservoir;
  reservoir.units = field<int>(json, "units", file);
  reservoir.spectral_radius = field<double>(json, "spectral_radius", file);
  reservoir.density = field<double>(json, "density", file);
  reservoir.leak_rate = field<double>(json, "leak_rate", file);
  reservoir.input_scaling = field<double>(json, "input_scaling", file);
  reservoir.input_density = field<double>(json, "input_density", file);
  reservoir.bias_scaling = field<double>(json, "bias_scaling", file);
  reservoir.rescale_radius = field<bool>(json, "rescale_radius", file);
  options.regularization = field<double>(json, "regularization", file);
  options.solver = field<std::string>(json, "solver", file) == "rls" ? Solver::rls : Solver::ridge;
  options.stages = field<std::vector<int>>(json, "stages", file);
  return options;
}

void copy_block(const Archive& archive, const char* name, const std::string& file, std::size_t offset,
                std::size_t size, Vector& values) {
  const std::vector<float> block = formats::to_floats(formats::require(archive, name, file), name);
  if (block.size() != size) {
    fail(ErrorKind::data, file + ": " + name + " has " + std::to_string(block.size()) +
                              " numbers, needed are " + std::to_string(size));
  }
  std::copy(block.begin(), block.end(), values.data() + offset);
}

LstmParameters<float> lstm_parameters_of(const Archive& archive, const std::string& file) {
  const auto shape_of = [&](const char* name) {
    const formats::Array& array = formats::require(archive, name, file);
    if (array.shape.size() != 2) fail(ErrorKind::data, file + ": " + name + " must be a matrix");
    return array.shape;
  };
  const auto input = shape_of("input_kernel");
  const auto readout = shape_of("readout");
  LstmParameters<float> parameters;
  parameters.shape = {static_cast<int>(input[0]), static_cast<int>(readout[1]), static_cast<int>(readout[0])};
  const LstmShape& shape = parameters.shape;
  parameters.values = Vector::Zero(static_cast<Eigen::Index>(shape.size()));
  copy_block(archive, "input_kernel", file, 0, shape.input_size(), parameters.values);
  copy_block(archive, "recurrent_kernel", file, shape.recurrent_offset(), shape.recurrent_size(),
             parameters.values);
  copy_block(archive, "bias", file, shape.bias_offset(), shape.gates(), parameters.values);
  copy_block(archive, "readout", file, shape.readout_offset(), shape.readout_size(), parameters.values);
  copy_block(archive, "readout_bias", file, shape.readout_bias_offset(),
             static_cast<std::size_t>(shape.outputs), parameters.values);
  return parameters;
}

std::int64_t sentences_of(const Archive& archive, const std::string& file) {
  return static_cast<std::int64_t>(
      formats::to_number(formats::require(archive, "sentences", file), "sentences"));
}

std::vector<StageMetrics> read_metrics(const fs::path& folder) {
  const fs::path path = folder / kMetricsFile;
  return metrics_from_table(formats::read_csv(path), path.string());
}

}  // namespace

void save_run(const EsnRun& run, const fs::path& folder) {
  Archive reservoir;
  reservoir["format_version"] = formats::from_integer(kFormatVersion);
  reservoir["leak_rate"] = formats::from_number(static_cast<double>(run.reservoir->leak_rate));
  reservoir["w_in"] = formats::from_matrix(run.reservoir->input);
  reservoir["w"] = formats::from_matrix(run.reservoir->recurrent);
  if (run.measured_radius) reservoir["measured_radius"] = formats::from_number(*run.measured_radius);
  formats::write_npz(folder / kReservoirFile, reservoir);
  const Json settings = settings_record(run);
  for (std::size_t i = 0; i < run.readouts.size(); ++i) {
    Archive stage = new_stage("esn", settings, i, run.sentences[i]);
    stage["readout"] = formats::from_matrix(run.readouts[i]);
    formats::write_npz(stage_path(folder, i), stage);
  }
  remove_stages_from(folder, run.readouts.size());
  formats::write_csv(folder / kMetricsFile, metrics_table(run.metrics));
}

void save_run(const LstmRun& run, const fs::path& folder) {
  const Json settings = settings_record(run);
  for (std::size_t i = 0; i < run.stages.size(); ++i) {
    const LstmParameters<float>& weights = run.stages[i];
    Archive stage = new_stage("lstm", settings, i, run.sentences[i]);
    stage["epoch"] = formats::from_integer(static_cast<std::int64_t>(i));
    stage["input_kernel"] = formats::from_matrix(weights.input());
    stage["recurrent_kernel"] = formats::from_matrix(weights.recurrent());
    stage["bias"] =
        formats::from_vector(std::span<const float>(weights.bias().data(), weights.shape.gates()));
    stage["readout"] = formats::from_matrix(weights.readout());
    stage["readout_bias"] = formats::from_vector(std::span<const float>(
        weights.readout_bias().data(), static_cast<std::size_t>(weights.shape.outputs)));
    formats::write_npz(stage_path(folder, i), stage);
  }
  remove_stages_from(folder, run.stages.size());
  formats::write_csv(folder / kMetricsFile, metrics_table(run.metrics));
}

std::string cell_of_run(const fs::path& folder) {
  const fs::path path = stage_path(folder, 0);
  const Archive archive = formats::read_npz(path);
  const std::string cell = formats::to_string(formats::require(archive, "cell", path.string()), "cell");
  if (cell != "esn" && cell != "lstm") fail(ErrorKind::data, path.string() + ": unknown cell " + cell);
  return cell;
}

EsnRun load_esn_run(const fs::path& folder) {
  const std::vector<Archive> stages = read_stages(folder, "esn");
  const std::string path = (folder / kReservoirFile).string();
  const Archive archive = formats::read_npz(path);
  Reservoir<float> reservoir;
  reservoir.leak_rate =
      static_cast<float>(formats::to_number(formats::require(archive, "leak_rate", path), "leak_rate"));
  reservoir.input = formats::to_matrix(formats::require(archive, "w_in", path), "w_in");
  reservoir.recurrent = formats::to_matrix(formats::require(archive, "w", path), "w");
  if (reservoir.recurrent.rows() != reservoir.recurrent.cols() ||
      reservoir.input.cols() != reservoir.recurrent.cols()) {
    fail(ErrorKind::data, path + ": w must be units x units and w_in (1 + inputs) x units");
  }
  EsnRun run;
  if (const auto radius = archive.find("measured_radius"); radius != archive.end()) {
    run.measured_radius = formats::to_number(radius->second, radius->first);
  }
  run.reservoir = std::make_shared<const Reservoir<float>>(std::move(reservoir));
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const std::string file = stage_path(folder, i).string();
    run.sentences.push_back(static_cast<int>(sentences_of(stages[i], file)));
    run.readouts.push_back(
        formats::to_matrix_double(formats::require(stages[i], "readout", file), "readout"));
    if (run.readouts.back().cols() != run.reservoir->units() + 1) {
      fail(ErrorKind::data, file + ": readout must be outputs x (1 + units)");
    }
  }
  const std::string first = stage_path(folder, 0).string();
  const Json settings = settings_of(stages.front(), first);
  run.options = esn_options_of(settings, first);
  run.options.measure_radius = run.measured_radius.has_value();
  run.seed = field<std::uint64_t>(settings, "seed", first);
  run.metrics = read_metrics(folder);
  return run;
}

LstmRun load_lstm_run(const fs::path& folder) {
  const std::vector<Archive> stages = read_stages(folder, "lstm");
  LstmRun run;
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const std::string file = stage_path(folder, i).string();
    run.stages.push_back(lstm_parameters_of(stages[i], file));
    run.sentences.push_back(sentences_of(stages[i], file));
  }
  const std::string file = stage_path(folder, 0).string();
  const Json settings = settings_of(stages.front(), file);
  run.options.units = field<int>(settings, "units", file);
  run.options.epochs = field<int>(settings, "epochs", file);
  run.options.batch_size = field<int>(settings, "batch_size", file);
  run.options.adam = {.learning_rate = field<double>(settings, "learning_rate", file),
                      .beta1 = field<double>(settings, "beta1", file),
                      .beta2 = field<double>(settings, "beta2", file),
                      .epsilon = field<double>(settings, "epsilon", file)};
  run.seed = field<std::uint64_t>(settings, "seed", file);
  run.metrics = read_metrics(folder);
  return run;
}

}  // namespace rssviz::models
