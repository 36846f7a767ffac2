// What is learned, as training needs it: a target after the last token of each sequence, one at every step of
// rows of numbers, the next symbol at every step of a text, or the class of whole sequences of rows. A value;
// safe to read from any thread. No task is known here.
#pragma once

#include <cstdint>
#include <memory>

#include "core/parallel.h"
#include "models/data/array_task.h"
#include "models/data/class_sequences.h"
#include "models/data/corpus.h"
#include "models/training/esn_training.h"
#include "models/training/metrics.h"
#include "models/training/recurrent_training.h"

namespace rssviz::models {

struct StreamLesson;  // stream_training.h

struct Lesson {
  std::shared_ptr<const Corpus> corpus{};  // targets after the last token, judged by `judge`
  Judge judge{};
  std::shared_ptr<const ArrayTask> steps{};  // or targets at every step, as `options` say
  ArrayOptions options{};
  std::shared_ptr<const StreamLesson> streams{};  // or the next symbol of a text
  std::shared_ptr<const ClassSequences> classes{};  // or the class after the last step
  ClassOptions class_options{};
  std::shared_ptr<const Matrix> class_rows{};  // tokens x inputs: what the corpus' tokens give then

  bool every_step() const { return steps != nullptr; }
};

// As train_esn, train_stages and measure_stages of esn_training.h, recurrent_training.h, array_training.h
// and class_training.h.
EsnRun train_esn(const Lesson& lesson, const EsnTrainingOptions& options, std::uint64_t seed,
                 const Execution& execution);
void train_stages(const Lesson& lesson, RecurrentRun& run, OptimizerState<float> optimizer,
                  const Execution& execution, const OnStage& on_stage = {});
void measure_stages(const Lesson& lesson, const Execution& execution, RecurrentRun& run);
// Trained from the start and measured.
RecurrentRun train_recurrent(const Lesson& lesson, const RecurrentOptions& options, std::uint64_t seed,
                             const Execution& execution);

}  // namespace rssviz::models
