// Training a readout on a reservoir that is given instead of drawn. As train_esn of esn_training.h,
// array_training.h and class_training.h, which draw theirs by these.
#pragma once

#include <cstdint>
#include <memory>

#include "models/training/lesson.h"

namespace rssviz::models {

using GivenReservoir = std::shared_ptr<const Reservoir<float>>;

// The reservoir given or, where that is null, one drawn by (options, seed) over so many inputs. Throws
// Error{data} where the one given takes another number of inputs.
GivenReservoir drawn_or_given(const EsnOptions& options, int inputs, std::uint64_t seed,
                              const GivenReservoir& given);

// options.reservoir describes the reservoir that is given.
EsnRun train_readout(const Lesson& lesson, const EsnTrainingOptions& options, const GivenReservoir& given,
                     std::uint64_t seed, const Execution& execution);
EsnRun train_readout(const Corpus& corpus, const EsnTrainingOptions& options, const GivenReservoir& given,
                     std::uint64_t seed, const Judge& judge, const Execution& execution);
EsnRun train_readout(const ArrayTask& task, const ArrayOptions& array_options,
                     const EsnTrainingOptions& options, const GivenReservoir& given, std::uint64_t seed,
                     const Execution& execution);
EsnRun train_readout(const ClassSequences& sequences, const EsnTrainingOptions& options,
                     const GivenReservoir& given, std::uint64_t seed, const Execution& execution);

}  // namespace rssviz::models
