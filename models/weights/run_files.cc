#include "models/weights/run_files.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/formats/npz.h"
#include "models/weights/ngram_files.h"

namespace rssviz::models {
namespace {

using formats::Archive;
using formats::Json;
namespace fs = std::filesystem;

constexpr std::int64_t kFormatVersion = 1;
const char* const kReservoirFile = "reservoir.npz";
const char* const kMetricsFile = "metrics.csv";
const char* const kCheckpointFile = "checkpoint.npz";

fs::path stage_path(const fs::path& folder, std::size_t stage) {
  std::string number = std::to_string(stage);
  number.insert(0, number.size() < 4 ? 4 - number.size() : 0, '0');
  return folder / "stages" / (number + ".npz");
}

Archive new_stage(std::string_view cell, const Json& settings, std::size_t stage, std::int64_t sentences) {
  Archive archive;
  archive["format_version"] = formats::from_integer(kFormatVersion);
  archive["cell"] = formats::from_string(std::string(cell));
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

// The archives of the first `count` stages, or of all there are, in order; checks version and cell.
std::vector<Archive> read_stages(const fs::path& folder, const std::string& cell,
                                 std::optional<std::size_t> count = std::nullopt) {
  std::vector<Archive> stages;
  for (fs::path path = stage_path(folder, 0);
       stages.empty() || (count ? stages.size() < *count : fs::exists(path));
       path = stage_path(folder, stages.size())) {
    Archive archive = formats::read_npz(path);
    const std::string file = path.string();
    const double version =
        formats::to_number(formats::require(archive, "format_version", file), file + ": format_version");
    if (version != static_cast<double>(kFormatVersion)) {
      fail(ErrorKind::data, file + ": this format_version of a stage isn't known");
    }
    const std::string found = formats::to_string(formats::require(archive, "cell", file), file + ": cell");
    if (found != cell)
      fail(ErrorKind::data, file + ": these are weights of cell " + found + ", needed is " + cell);
    stages.push_back(std::move(archive));
  }
  return stages;
}

Json settings_of(const Archive& archive, const std::string& file) {
  return formats::parse_json(
      formats::to_string(formats::require(archive, "settings", file), file + ": settings"), file);
}

void copy_block(const Archive& archive, const char* name, const std::string& file, std::size_t offset,
                std::size_t size, Vector& values) {
  const std::vector<float> block =
      formats::to_floats(formats::require(archive, name, file), file + ": " + name);
  if (block.size() != size) {
    fail(ErrorKind::data, file + ": " + name + " has " + std::to_string(block.size()) +
                              " numbers, needed are " + std::to_string(size));
  }
  std::copy(block.begin(), block.end(), values.data() + offset);
}

// "input_kernel" in the first layer, "input_kernel_2" in the second.
std::string of_layer(const char* name, int layer) {
  return layer == 0 ? name : std::string(name) + "_" + std::to_string(layer + 1);
}

// Of both directions the backward one's ends in "_reverse".
std::string of_block(const char* name, const RecurrentShape& shape, int block) {
  const int directions = shape.directions();
  return of_layer(name, block / directions) + (block % directions == 1 ? "_reverse" : "");
}

// Only what isn't plain is written, so that runs of trained networks keep their bytes.
void put_form(const RecurrentShape& shape, Archive& archive) {
  const auto put = [&](const char* name, std::string_view value) {
    archive[name] = formats::from_string(std::string(value));
  };
  const CellForm plain;
  if (shape.form.activation != plain.activation) put("activation", name_of(shape.form.activation));
  if (shape.form.recurrent_activation != plain.recurrent_activation)
    put("recurrent_activation", name_of(shape.form.recurrent_activation));
  if (!shape.form.reset_after) put("reset", "before");
  if (shape.reading != Reading::forward) put("reading", name_of(shape.reading));
}

void read_form(const Archive& archive, RecurrentShape& shape) {
  const auto text = [&](const char* name, const auto& use) {
    const auto found = archive.find(name);
    if (found != archive.end()) use(formats::to_string(found->second, name));
  };
  text("activation", [&](const std::string& name) { shape.form.activation = cell_function_named(name); });
  text("recurrent_activation",
       [&](const std::string& name) { shape.form.recurrent_activation = cell_function_named(name); });
  text("reset", [&](const std::string& name) { shape.form.reset_after = name != "before"; });
  text("reading", [&](const std::string& name) { shape.reading = reading_named(name); });
}

RecurrentShape recurrent_shape_of(const Archive& archive, Cell cell, const std::string& file) {
  const auto shape_of = [&](const char* name) {
    const formats::Array& array = formats::require(archive, name, file);
    if (array.shape.size() != 2) fail(ErrorKind::data, file + ": " + name + " must be a matrix");
    return array.shape;
  };
  const auto input = shape_of("input_kernel");
  const auto recurrent = shape_of("recurrent_kernel");
  const auto readout = shape_of("readout");
  // Before room is made for all: a readout of no outputs can declare any number of units.
  if (input[0] == 0 || recurrent[0] == 0 || (recurrent[0] != readout[1] && 2 * recurrent[0] != readout[1]))
    fail(ErrorKind::data, file + ": input_kernel, recurrent_kernel and readout have " +
                              std::to_string(input[0]) + " inputs, " + std::to_string(recurrent[0]) +
                              " and " + std::to_string(readout[1]) + " units, which is no network");
  int layers = 1;
  while (archive.contains(of_layer("input_kernel", layers))) ++layers;
  RecurrentShape shape{cell, static_cast<int>(input[0]), static_cast<int>(recurrent[0]),
                       static_cast<int>(readout[0]), layers};
  with_context(file, [&] { read_form(archive, shape); });
  return shape;
}

RecurrentParameters<float> recurrent_parameters_of(const Archive& archive, Cell cell,
                                                   const std::string& file) {
  RecurrentParameters<float> parameters;
  parameters.shape = recurrent_shape_of(archive, cell, file);
  const RecurrentShape& shape = parameters.shape;
  parameters.values = Vector::Zero(static_cast<Eigen::Index>(shape.size()));
  const auto copy = [&](const std::string& name, std::size_t offset, std::size_t size) {
    copy_block(archive, name.c_str(), file, offset, size, parameters.values);
  };
  for (int block = 0; block < shape.blocks(); ++block) {
    copy(of_block("input_kernel", shape, block), shape.input_offset(block), shape.input_size(block));
    copy(of_block("recurrent_kernel", shape, block), shape.recurrent_offset(block), shape.recurrent_size());
    copy(of_block("bias", shape, block), shape.bias_offset(block), shape.gates());
    if (shape.has_recurrent_bias())
      copy(of_block("recurrent_bias", shape, block), shape.recurrent_bias_offset(block), shape.gates());
  }
  copy("readout", shape.readout_offset(), shape.readout_size());
  copy("readout_bias", shape.readout_bias_offset(), static_cast<std::size_t>(shape.outputs));
  return parameters;
}

std::int64_t sentences_of(const Archive& archive, const std::string& file) {
  return static_cast<std::int64_t>(
      formats::to_number(formats::require(archive, "sentences", file), file + ": sentences"));
}

std::vector<StageMetrics> read_metrics(const fs::path& folder) {
  const fs::path path = folder / kMetricsFile;
  return metrics_from_table(formats::read_csv(path), path.string());
}

// Epochs before a stage: its number, unless stages stand within epochs; then what its metrics say.
std::int64_t epochs_before(const RecurrentRun& run, std::size_t stage) {
  const StageMetrics* measured = nullptr;
  for (const Split split : kSplits)
    if (measured == nullptr && run.options.stage_batches > 0)
      measured = find_metrics(run.metrics, static_cast<int>(stage), split);
  return measured != nullptr && measured->epoch ? *measured->epoch : static_cast<std::int64_t>(stage);
}

}  // namespace

void save_run(const EsnRun& run, const fs::path& folder) {
  Archive reservoir;
  reservoir["format_version"] = formats::from_integer(kFormatVersion);
  reservoir["leak_rate"] = formats::from_number(static_cast<double>(run.reservoir->leak_rate));
  reservoir["w_in"] = formats::from_matrix(run.reservoir->input);
  reservoir["w"] = formats::from_matrix(run.reservoir->recurrent);
  if (run.reservoir->equation != Equation::internal)
    reservoir["equation"] = formats::from_string(std::string(name_of(run.reservoir->equation)));
  if (run.reservoir->activation != Activation::tanh)
    reservoir["activation"] = formats::from_string(std::string(name_of(run.reservoir->activation)));
  if (run.reservoir->passed() > 0)
    reservoir["readout_inputs"] = formats::from_integer(static_cast<std::int64_t>(run.reservoir->passed()));
  if (run.measured_radius) reservoir["measured_radius"] = formats::from_number(*run.measured_radius);
  if (run.effective_radius) reservoir["effective_radius"] = formats::from_number(*run.effective_radius);
  formats::write_npz(folder / kReservoirFile, reservoir);
  const Json settings = settings_record(run);
  for (std::size_t i = 0; i < run.readouts.size(); ++i) {
    Archive stage = new_stage("esn", settings, i, run.sentences[i]);
    stage["readout"] = formats::from_matrix(run.readouts[i]);
    formats::write_npz(stage_path(folder, i), stage);
  }
  remove_stages_from(folder, run.readouts.size());
  save_metrics(run.metrics, folder);
}

void save_stage(const RecurrentRun& run, std::size_t stage, const fs::path& folder) {
  const RecurrentParameters<float>& weights = run.stages[stage];
  const RecurrentShape& shape = weights.shape;
  Archive archive = new_stage(name_of(shape.cell), settings_record(run), stage, run.sentences[stage]);
  archive["epoch"] = formats::from_integer(epochs_before(run, stage));
  const auto row = [](const RecurrentParameters<float>::Block& block) {
    return formats::from_vector(std::span<const float>(block.data(), static_cast<std::size_t>(block.size())));
  };
  for (int block = 0; block < shape.blocks(); ++block) {
    archive[of_block("input_kernel", shape, block)] = formats::from_matrix(weights.input(block));
    archive[of_block("recurrent_kernel", shape, block)] = formats::from_matrix(weights.recurrent(block));
    archive[of_block("bias", shape, block)] = row(weights.bias(block));
    if (shape.has_recurrent_bias())
      archive[of_block("recurrent_bias", shape, block)] = row(weights.recurrent_bias(block));
  }
  put_form(shape, archive);
  archive["readout"] = formats::from_matrix(weights.readout());
  archive["readout_bias"] = row(weights.readout_bias());
  formats::write_npz(stage_path(folder, stage), archive);
}

void save_metrics(const std::vector<StageMetrics>& metrics, const fs::path& folder) {
  formats::write_csv(folder / kMetricsFile, metrics_table(metrics));
}

void save_run(const RecurrentRun& run, const fs::path& folder) {
  for (std::size_t i = 0; i < run.stages.size(); ++i) save_stage(run, i, folder);
  remove_stages_from(folder, run.stages.size());
  save_metrics(run.metrics, folder);
}

std::string cell_of_run(const fs::path& folder) {
  const fs::path path = stage_path(folder, 0);
  const Archive archive = formats::read_npz(path);
  std::string cell =
      formats::to_string(formats::require(archive, "cell", path.string()), path.string() + ": cell");
  if (!is_reservoir(cell) && !is_ngram(cell)) with_context(path.string(), [&] { (void)cell_named(cell); });
  return cell;
}

namespace {

Reservoir<float> reservoir_of(const Archive& archive, const std::string& path) {
  Reservoir<float> reservoir;
  reservoir.leak_rate = static_cast<float>(
      formats::to_number(formats::require(archive, "leak_rate", path), path + ": leak_rate"));
  reservoir.input = formats::to_matrix(formats::require(archive, "w_in", path), path + ": w_in");
  reservoir.recurrent = formats::to_matrix(formats::require(archive, "w", path), path + ": w");
  if (reservoir.recurrent.rows() == 0 || reservoir.input.rows() == 0 ||
      reservoir.recurrent.rows() != reservoir.recurrent.cols() ||
      reservoir.input.cols() != reservoir.recurrent.cols()) {
    fail(ErrorKind::data, path + ": w must be units x units and w_in (1 + inputs) x units");
  }
  if (const auto equation = archive.find("equation"); equation != archive.end())
    reservoir.equation = with_context(
        path, [&] { return equation_named(formats::to_string(equation->second, equation->first)); });
  if (const auto activation = archive.find("activation"); activation != archive.end())
    reservoir.activation = with_context(
        path, [&] { return activation_named(formats::to_string(activation->second, activation->first)); });
  if (archive.contains("readout_inputs"))
    reservoir.direct = Matrix::Identity(reservoir.inputs(), reservoir.inputs());
  return reservoir;
}

}  // namespace

EsnRun load_esn_run(const fs::path& folder) {
  const std::vector<Archive> stages = read_stages(folder, "esn");
  const std::string path = (folder / kReservoirFile).string();
  const Archive archive = formats::read_npz(path);
  EsnRun run;
  if (const auto radius = archive.find("measured_radius"); radius != archive.end()) {
    run.measured_radius = formats::to_number(radius->second, path + ": " + radius->first);
  }
  if (const auto radius = archive.find("effective_radius"); radius != archive.end()) {
    run.effective_radius = formats::to_number(radius->second, path + ": " + radius->first);
  }
  run.reservoir = std::make_shared<const Reservoir<float>>(reservoir_of(archive, path));
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const std::string file = stage_path(folder, i).string();
    run.sentences.push_back(static_cast<int>(sentences_of(stages[i], file)));
    run.readouts.push_back(
        formats::to_matrix_double(formats::require(stages[i], "readout", file), file + ": readout"));
    if (run.readouts.back().cols() != run.reservoir->units() + run.reservoir->passed() + 1) {
      fail(ErrorKind::data, file + ": readout must be outputs x (1 + units" +
                                (run.reservoir->passed() > 0 ? " + inputs)" : ")"));
    }
  }
  const std::string first = stage_path(folder, 0).string();
  const Json settings = settings_of(stages.front(), first);
  run.options = esn_options_of(settings, first);
  run.options.measure_radius = run.measured_radius.has_value();
  run.seed = formats::field<std::uint64_t>(settings, "seed", first);
  run.metrics = read_metrics(folder);
  return run;
}

namespace {

// The first `count` stages; all there are where it isn't given.
RecurrentRun read_recurrent_stages(const fs::path& folder, std::optional<std::size_t> count) {
  RecurrentRun run;
  const std::string cell = cell_of_run(folder);
  const std::vector<Archive> stages = read_stages(folder, cell, count);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const std::string file = stage_path(folder, i).string();
    run.stages.push_back(recurrent_parameters_of(stages[i], cell_named(cell), file));
    run.sentences.push_back(sentences_of(stages[i], file));
  }
  const std::string file = stage_path(folder, 0).string();
  const Json settings = settings_of(stages.front(), file);
  run.options = recurrent_options_of(settings, file);
  run.seed = formats::field<std::uint64_t>(settings, "seed", file);
  return run;
}

}  // namespace

RecurrentRun load_recurrent_run(const fs::path& folder) {
  RecurrentRun run = read_recurrent_stages(folder, std::nullopt);
  run.metrics = read_metrics(folder);
  return run;
}

void save_checkpoint(const RecurrentRun& run, const OptimizerState<float>& optimizer,
                     const std::string& recipe, const fs::path& folder) {
  const auto numbers = [](const Vector& values) {
    return formats::from_vector(
        std::span<const float>(values.data(), static_cast<std::size_t>(values.size())));
  };
  Archive archive;
  archive["format_version"] = formats::from_integer(kFormatVersion);
  archive["stages"] = formats::from_integer(static_cast<std::int64_t>(run.stages.size()));
  archive["recipe"] = formats::from_string(recipe);
  archive["first"] = numbers(optimizer.first);
  archive["second"] = numbers(optimizer.second);
  archive["power1"] = formats::from_number(optimizer.power1);
  archive["power2"] = formats::from_number(optimizer.power2);
  if (run.carried.size() > 0) {
    archive["carried"] = formats::from_matrix(run.carried);
    save_metrics(run.metrics, folder);
  }
  formats::write_npz(folder / kCheckpointFile, archive);
}

Checkpoint load_checkpoint(const fs::path& folder) {
  const std::string file = (folder / kCheckpointFile).string();
  const Archive archive = formats::read_npz(folder / kCheckpointFile);
  const auto number = [&](const char* name) {
    return formats::to_number(formats::require(archive, name, file), file + ": " + name);
  };
  const auto numbers = [&](const char* name) {
    const std::vector<float> values =
        formats::to_floats(formats::require(archive, name, file), file + ": " + name);
    return Vector(Eigen::Map<const Vector>(values.data(), static_cast<Eigen::Index>(values.size())));
  };
  if (number("format_version") != static_cast<double>(kFormatVersion) || !(number("stages") >= 1)) {
    fail(ErrorKind::data, file + ": this checkpoint isn't of a known format");
  }
  Checkpoint checkpoint;
  checkpoint.recipe = formats::to_string(formats::require(archive, "recipe", file), file + ": recipe");
  checkpoint.optimizer = {numbers("first"), numbers("second"), number("power1"), number("power2")};
  checkpoint.run = read_recurrent_stages(folder, static_cast<std::size_t>(number("stages")));
  if (const auto carried = archive.find("carried"); carried != archive.end()) {
    checkpoint.run.carried = formats::to_matrix(carried->second, file + ": carried");
    checkpoint.run.metrics = read_metrics(folder);
  }
  return checkpoint;
}

std::shared_ptr<const Run> load_run(const std::filesystem::path& folder) {
  const std::string cell = cell_of_run(folder);
  if (is_ngram(cell)) return make_run(std::make_shared<const NgramRun>(load_ngram_run(folder)));
  if (is_reservoir(cell)) return make_run(std::make_shared<const EsnRun>(load_esn_run(folder)));
  return make_run(std::make_shared<const RecurrentRun>(load_recurrent_run(folder)));
}

}  // namespace rssviz::models
