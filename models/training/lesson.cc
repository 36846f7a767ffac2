#include "models/training/lesson.h"

#include <utility>

#include "core/error.h"
#include "models/training/array_training.h"
#include "models/training/class_training.h"
#include "models/training/given_reservoir.h"
#include "models/training/stream_training.h"

namespace rssviz::models {

EsnRun train_esn(const Lesson& lesson, const EsnTrainingOptions& options, std::uint64_t seed,
                 const Execution& execution) {
  return train_readout(lesson, options, nullptr, seed, execution);
}

EsnRun train_readout(const Lesson& lesson, const EsnTrainingOptions& options, const GivenReservoir& given,
                     std::uint64_t seed, const Execution& execution) {
  if (lesson.streams) fail(ErrorKind::usage, "--cell esn is not trained on texts; take lstm, gru or rnn");
  if (lesson.classes) return train_readout(*lesson.classes, options, given, seed, execution);
  return lesson.every_step() ? train_readout(*lesson.steps, lesson.options, options, given, seed, execution)
                             : train_readout(*lesson.corpus, options, given, seed, lesson.judge, execution);
}

void train_stages(const Lesson& lesson, RecurrentRun& run, OptimizerState<float> optimizer,
                  const Execution& execution, const OnStage& on_stage) {
  if (lesson.streams)
    train_stages(*lesson.streams, run, std::move(optimizer), execution, on_stage);
  else if (lesson.classes)
    train_stages(*lesson.classes, lesson.class_options, run, std::move(optimizer), execution, on_stage);
  else if (lesson.every_step())
    train_stages(*lesson.steps, lesson.options, run, std::move(optimizer), execution, on_stage);
  else
    train_stages(*lesson.corpus, run, std::move(optimizer), execution, on_stage);
}

void measure_stages(const Lesson& lesson, const Execution& execution, RecurrentRun& run) {
  if (lesson.streams)
    measure_stages(*lesson.streams, execution, run);
  else if (lesson.classes)
    measure_stages(*lesson.classes, execution, run);
  else if (lesson.every_step())
    measure_stages(*lesson.steps, lesson.options, execution, run);
  else
    measure_stages(*lesson.corpus, lesson.judge, execution, run);
}

RecurrentRun train_recurrent(const Lesson& lesson, const RecurrentOptions& options, std::uint64_t seed,
                             const Execution& execution) {
  if (lesson.streams) {
    RecurrentRun run{.options = options, .seed = seed};
    train_stages(*lesson.streams, run, {}, execution);
    return run;
  }
  if (lesson.classes) return train_recurrent(*lesson.classes, lesson.class_options, options, seed, execution);
  return lesson.every_step() ? train_recurrent(*lesson.steps, lesson.options, options, seed, execution)
                             : train_recurrent(*lesson.corpus, options, seed, lesson.judge, execution);
}

}  // namespace rssviz::models
