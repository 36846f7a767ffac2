// Images and their labels from IDX files, and as a run keeps them. Pure but for reading and writing.
#pragma once

#include <filesystem>

#include "models/data/class_sequences.h"
#include "models/tasks/images/images_task.h"

namespace rssviz::models {

struct ReadImages {
  ClassSequences sequences{};
  int height{0}, width{0};
};
// The images that a specification names, in its steps, training ones first.
ReadImages read_images(const ImagesSpec& spec);

// Some sequences of a run's images alone, as images.npz holds them.
void save_images(const ClassSequences& sequences, std::span<const std::int32_t> ids,
                 const std::filesystem::path& folder);
// All of them for testing. Throws Error{data} naming array and fault.
ClassSequences load_images(const std::filesystem::path& folder);

}  // namespace rssviz::models
