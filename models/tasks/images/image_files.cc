#include "models/tasks/images/image_files.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/error.h"
#include "core/formats/idx.h"
#include "core/formats/npz.h"

namespace rssviz::models {
namespace {

namespace fs = std::filesystem;

struct Labelled {
  formats::IdxArray images{};
  formats::IdxArray labels{};
};

Labelled read_pair(const std::string& images, const std::string& labels) {
  Labelled read{formats::read_idx(images), formats::read_idx(labels)};
  if (read.images.shape.size() != 3)
    fail(ErrorKind::data, images + ": has " + std::to_string(read.images.shape.size()) +
                              " dimensions; images have three (images x height x width)");
  if (read.labels.shape.size() != 1)
    fail(ErrorKind::data,
         labels + ": has " + std::to_string(read.labels.shape.size()) + " dimensions; labels have one");
  if (read.images.shape[0] != read.labels.shape[0])
    fail(ErrorKind::data, images + " has " + std::to_string(read.images.shape[0]) + " images, " + labels +
                              " has " + std::to_string(read.labels.shape[0]) + " labels");
  if (read.images.shape[1] == 0 || read.images.shape[2] == 0 || read.images.shape[0] == 0)
    fail(ErrorKind::data, images + ": holds no pixels");
  return read;
}

// Rows and pixels stand in order already; columns become rows.
void add_images(const Labelled& read, ImageSteps steps, std::size_t count, ClassSequences& into) {
  const std::size_t height = read.images.shape[1], width = read.images.shape[2], size = height * width;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint8_t* const image = read.images.values.data() + i * size;
    if (steps == ImageSteps::columns)
      for (std::size_t x = 0; x < width; ++x)
        for (std::size_t y = 0; y < height; ++y) into.bytes.push_back(image[y * width + x]);
    else
      into.bytes.insert(into.bytes.end(), image, image + size);
    into.classes.push_back(read.labels.values[i]);
  }
}

void set_shape(const ImagesSpec& spec, int height, int width, ClassSequences& into) {
  into.rows = spec.steps == ImageSteps::rows      ? height
              : spec.steps == ImageSteps::columns ? width
                                                  : height * width;
  into.inputs = spec.steps == ImageSteps::rows ? width : spec.steps == ImageSteps::columns ? height : 1;
  into.schedule = blank_schedule(into.rows, spec.blank_before, spec.blank_middle, spec.blank_after);
}

void name_classes(const ImagesSpec& spec, ClassSequences& into) {
  const auto [least, largest] = std::minmax_element(into.classes.begin(), into.classes.end());
  const std::int32_t most = *largest;
  if (*least == most)
    fail(ErrorKind::data, spec.labels + ": every image is of class " + std::to_string(most) +
                              "; telling classes apart needs two or more");
  into.class_names = spec.class_names;
  if (into.class_names.empty())
    for (std::int32_t k = 0; k <= most; ++k) into.class_names.push_back(std::to_string(k));
  if (static_cast<std::size_t>(most) >= into.class_names.size())
    fail(ErrorKind::usage, "--class-names names " + std::to_string(into.class_names.size()) + " classes, " +
                               spec.labels + " has class " + std::to_string(most));
}

}  // namespace

ReadImages read_images(const ImagesSpec& spec) {
  const Labelled first = read_pair(spec.images, spec.labels);
  ReadImages read;
  read.height = static_cast<int>(first.images.shape[1]);
  read.width = static_cast<int>(first.images.shape[2]);
  ClassSequences& made = read.sequences;
  set_shape(spec, read.height, read.width, made);
  const std::size_t all = first.images.shape[0];
  const bool apart = !spec.test_images.empty();
  std::size_t train =
      apart ? all : all - static_cast<std::size_t>(std::lround(spec.test_share * static_cast<double>(all)));
  add_images(first, spec.steps, all, made);
  if (apart) {
    const Labelled second = read_pair(spec.test_images, spec.test_labels);
    if (second.images.shape[1] != first.images.shape[1] || second.images.shape[2] != first.images.shape[2])
      fail(ErrorKind::data, spec.test_images + ": images are " + std::to_string(second.images.shape[1]) +
                                " x " + std::to_string(second.images.shape[2]) + ", those of " + spec.images +
                                " " + std::to_string(read.height) + " x " + std::to_string(read.width));
    add_images(second, spec.steps, second.images.shape[0], made);
  }
  name_classes(spec, made);
  for (std::size_t i = 0; i < made.classes.size(); ++i)
    (i < train ? made.train : made.test).push_back(static_cast<std::int32_t>(i));
  if (spec.train_most > 0 && made.train.size() > static_cast<std::size_t>(spec.train_most))
    made.train.resize(static_cast<std::size_t>(spec.train_most));
  return read;
}

void save_images(const ClassSequences& sequences, std::span<const std::int32_t> ids, const fs::path& folder) {
  const auto size = static_cast<std::size_t>(sequences.rows) * static_cast<std::size_t>(sequences.inputs);
  formats::Array images{
      formats::DType::uint8,
      {ids.size(), static_cast<std::size_t>(sequences.rows), static_cast<std::size_t>(sequences.inputs)},
      std::vector<std::byte>(ids.size() * size),
      {}};
  std::vector<std::int32_t> classes;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::memcpy(images.data.data() + i * size,
                sequences.bytes.data() + static_cast<std::size_t>(ids[i]) * size, size);
    classes.push_back(sequences.classes[static_cast<std::size_t>(ids[i])]);
  }
  formats::Archive archive;
  archive["format_version"] = formats::from_integer(1);
  archive["images"] = std::move(images);
  archive["class"] = formats::from_vector(classes);
  archive["class_labels"] = formats::from_strings(sequences.class_names);
  formats::write_npz(folder / "images.npz", archive);
}

ClassSequences load_images(const fs::path& folder) {
  const std::string file = (folder / "images.npz").string();
  const formats::Archive archive = formats::read_npz(folder / "images.npz");
  const formats::Array& images = formats::require(archive, "images", file);
  if (images.dtype != formats::DType::uint8 || images.shape.size() != 3)
    fail(ErrorKind::data, file + ": images must be images x steps x numbers of bytes");
  ClassSequences made;
  made.rows = static_cast<int>(images.shape[1]);
  made.inputs = static_cast<int>(images.shape[2]);
  made.bytes.resize(images.data.size());
  std::memcpy(made.bytes.data(), images.data.data(), images.data.size());
  made.classes = formats::to_integers(formats::require(archive, "class", file), file + ": class");
  made.class_names =
      formats::to_strings(formats::require(archive, "class_labels", file), file + ": class_labels");
  if (made.classes.size() != images.shape[0])
    fail(ErrorKind::data, file + ": has " + std::to_string(images.shape[0]) + " images and " +
                              std::to_string(made.classes.size()) + " classes");
  for (std::size_t i = 0; i < made.classes.size(); ++i) {
    if (made.classes[i] < 0 || made.classes[i] >= made.outputs())
      fail(ErrorKind::data, file + ": class " + std::to_string(made.classes[i]) + " has no name");
    made.test.push_back(static_cast<std::int32_t>(i));
  }
  return made;
}

}  // namespace rssviz::models
