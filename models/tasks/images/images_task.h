// Images as sequences: rows, columns or pixels are given step by step, and the class of the image is read
// after the last (after Horoi, Lajoie and Wolf 2020, arXiv 2001.03255). Images and labels come as IDX files,
// as those of MNIST and Fashion-MNIST. A run keeps the test images that can be recorded, so that it is drawn
// without the files it was trained on.
#pragma once

#include <memory>

#include "models/tasks/catalogue.h"
#include "models/tasks/classes/class_task.h"

namespace rssviz::models {

enum class ImageSteps { rows, columns, pixels };
std::string_view name_of(ImageSteps steps);  // "rows", "columns", "pixels"

// All of it changes results.
struct ImagesSpec {
  std::string images{}, labels{};            // IDX files to train on
  std::string test_images{}, test_labels{};  // to test on; "": a share of the others, at their end
  double test_share{0.2};
  int train_most{0};  // of the images to train on the first so many; 0: all
  ImageSteps steps{ImageSteps::rows};
  int blank_before{0}, blank_middle{0}, blank_after{0};
  std::vector<std::string> class_names{};  // empty: 0, 1, ...

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

class ImagesTask final : public ClassTask {
 public:
  ImagesTask(ClassTaskData data, ImagesSpec spec, int height, int width)
      : ClassTask(std::move(data)), spec_(std::move(spec)), height_(height), width_(width) {}

  std::string name() const override { return "images"; }
  std::string description() const override;
  Wording wording() const override;
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;
  std::vector<std::string> files() const override { return {"images.npz"}; }

 private:
  ImagesSpec spec_;
  int height_, width_;
};

std::vector<TaskOption> images_task_options();
// Throws Error{no_input}, or Error{data} naming both files where there are other numbers of images and
// labels.
std::shared_ptr<const Task> make_images_task(const TaskSource& source);
std::shared_ptr<const Task> open_images_task(const std::filesystem::path& folder,
                                             const formats::Json& record);

}  // namespace rssviz::models
