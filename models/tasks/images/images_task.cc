#include "models/tasks/images/images_task.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/number_text.h"
#include "models/tasks/classes/class_options.h"
#include "models/tasks/images/image_files.h"

namespace rssviz::models {
namespace {

namespace fs = std::filesystem;
using Type = TaskOption::Type;

ImageSteps steps_named(const std::string& name) {
  for (const ImageSteps steps : {ImageSteps::rows, ImageSteps::columns, ImageSteps::pixels})
    if (name == name_of(steps)) return steps;
  fail(ErrorKind::usage, "--steps: '" + name + "' is none of rows, columns, pixels");
}

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; !text.empty() && at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

ImagesSpec spec_of(const TaskSource& source) {
  ImagesSpec spec;
  spec.images = source.value("images");
  spec.labels = source.value("labels");
  spec.test_images = source.value("test-images");
  spec.test_labels = source.value("test-labels");
  for (const auto& [value, option] : {std::pair(&spec.images, "images"), std::pair(&spec.labels, "labels")})
    if (value->empty())
      fail(ErrorKind::usage, "--" + std::string(option) +
                                 " is needed with --task images: an IDX file, as those "
                                 "of MNIST (Debian has Fashion-MNIST: apt install "
                                 "dataset-fashion-mnist)");
  spec.test_share = number_option(source, "test-share");
  spec.train_most = source.integer("train-most", 0, 100'000'000);
  spec.steps = steps_named(source.value("steps"));
  spec.blank_before = source.integer("blank-before", 0, 10000);
  spec.blank_middle = source.integer("blank-middle", 0, 10000);
  spec.blank_after = source.integer("blank-after", 0, 10000);
  spec.class_names = split_at_commas(source.value("class-names"));
  spec.check();
  return spec;
}

ClassTaskData data_of(ClassSequences sequences, const ClassOptions& options, std::uint64_t seed) {
  ClassTaskData data;
  data.options = options;
  data.seed = seed;
  data.trained = static_cast<long long>(sequences.train.size());
  data.tested = static_cast<long long>(sequences.test.size());
  data.recorded = recorded_sequences(sequences, seed);
  data.sequences = std::make_shared<const ClassSequences>(std::move(sequences));
  return data;
}

}  // namespace

std::string_view name_of(ImageSteps steps) {
  return steps == ImageSteps::rows ? "rows" : steps == ImageSteps::columns ? "columns" : "pixels";
}

void ImagesSpec::check() const {
  check_range("test_share", test_share, test_share > 0 && test_share < 1, "above 0 to below 1");
  if (test_images.empty() != test_labels.empty())
    fail(ErrorKind::usage, "--test-images and --test-labels belong together; give both or neither");
  const int blanks = blank_before + blank_middle + blank_after;
  check_range("blank_before + blank_middle + blank_after", blanks, blanks <= 10000, "0 to 10000");
}

std::string ImagesTask::description() const {
  const int blanks = spec_.blank_before + spec_.blank_middle + spec_.blank_after;
  return std::to_string(data().sequences->outputs()) + " classes of images of " + std::to_string(height_) +
         " x " + std::to_string(width_) + " by " + std::string(name_of(spec_.steps)) +
         (blanks > 0 ? ", with " + std::to_string(blanks) + " blank steps" : std::string());
}

Wording ImagesTask::wording() const {
  Wording wording;
  wording.sequence = "image";
  wording.sequences = "images";
  wording.step = "step";
  wording.steps = "steps";
  wording.last = "the last step";
  return wording;
}

std::vector<Fact> ImagesTask::facts() const {
  std::vector<Fact> facts{{"task", "images: " + description(), ""},
                          {"images", fs::path(spec_.images).filename().string(), ""}};
  if (spec_.blank_before + spec_.blank_middle + spec_.blank_after > 0)
    facts.push_back({"blank steps",
                     std::to_string(spec_.blank_before) + " before, " + std::to_string(spec_.blank_middle) +
                         " in the middle, " + std::to_string(spec_.blank_after) + " after",
                     ""});
  for (Fact& fact : shared_facts()) facts.push_back(std::move(fact));
  return facts;
}

void ImagesTask::save(const fs::path& folder) const {
  formats::Json record;
  record["task"] = "images";
  record["seed"] = seed();
  record["images"] = fs::path(spec_.images).filename().string();
  record["height"] = height_;
  record["width"] = width_;
  record["given_by"] = name_of(spec_.steps);
  record["blank_before"] = spec_.blank_before;
  record["blank_middle"] = spec_.blank_middle;
  record["blank_after"] = spec_.blank_after;
  record["trained"] = data().trained;
  record["tested"] = data().tested;
  put_class_options(data().options, record);
  save_images(*data().sequences, data().recorded, folder);
  formats::write_json(folder / "task.json", record);
}

std::vector<TaskOption> images_task_options() {
  std::vector<TaskOption> options{
      {"images", Type::file, "", "IDX file of images, compressed by gzip or not", {}},
      {"labels", Type::file, "", "IDX file of their labels", {}},
      {"test-images", Type::file, "", "IDX file of images to test on (default: a share of the others)", {}},
      {"test-labels", Type::file, "", "IDX file of their labels", {}},
      {"test-share",
       Type::number,
       "0.2",
       "share kept for testing where no test images are given: the last",
       {}},
      {"train-most", Type::integer, "0", "images to train on, the first so many (0: all)", {}},
      {"steps", Type::text, "rows", "what is given at each step", {"rows", "columns", "pixels"}},
      {"blank-before", Type::integer, "0", "steps without input before the image", {}},
      {"blank-middle", Type::integer, "0", "steps without input in its middle", {}},
      {"blank-after", Type::integer, "0", "steps without input after it", {}},
      {"class-names", Type::text, "", "names of the classes, separated by commas", {}}};
  for (TaskOption& option : class_task_options()) options.push_back(std::move(option));
  return options;
}

std::shared_ptr<const Task> make_images_task(const TaskSource& source) {
  ImagesSpec spec = spec_of(source);
  const ClassOptions options = class_options(source);
  ReadImages read = read_images(spec);
  return std::make_shared<const ImagesTask>(data_of(std::move(read.sequences), options, source.seed),
                                            std::move(spec), read.height, read.width);
}

std::shared_ptr<const Task> open_images_task(const fs::path& folder, const formats::Json& record) {
  using formats::field;
  const std::string file = (folder / "task.json").string();
  ImagesSpec spec;
  spec.images = field<std::string>(record, "images", file);
  spec.blank_before = field<int>(record, "blank_before", file);
  spec.blank_middle = field<int>(record, "blank_middle", file);
  spec.blank_after = field<int>(record, "blank_after", file);
  try {
    spec.steps = steps_named(field<std::string>(record, "given_by", file));
    spec.check();
  } catch (const Error& error) {  // it isn't the command line that is wrong
    fail(ErrorKind::data, file + ": " + error.what());
  }
  ClassSequences sequences = load_images(folder);
  sequences.schedule = blank_schedule(sequences.rows, spec.blank_before, spec.blank_middle, spec.blank_after);
  sequences.lacking = folder.string() +
                      ": holds test images alone; to train again, call rssviz train with the files of " +
                      spec.images;
  ClassTaskData data = data_of(std::move(sequences), class_options_of(record, file),
                               field<std::uint64_t>(record, "seed", file));
  data.trained = field<std::int64_t>(record, "trained", file);
  data.tested = field<std::int64_t>(record, "tested", file);
  return std::make_shared<const ImagesTask>(std::move(data), std::move(spec),
                                            field<int>(record, "height", file),
                                            field<int>(record, "width", file));
}

}  // namespace rssviz::models
