// States as people bring them, read in one way that is said: which dimension counts what, which steps are
// padding, what else the file knows of each state. The one reader of states of embed, look and figure.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/subjects/point_places.h"
#include "core/formats/array.h"
#include "core/progress.h"
#include "embed/sequence_places.h"

namespace rssviz::cli {

struct StatesRequest {
  std::vector<std::string> sources{};  // one, or one a stage; as core/formats/array_source.h takes them
  bool align{false};                   // an array of three dimensions is stages x points x units
  std::string axes{};                  // as parse_axes takes them; "": by the array
  std::string lengths{};               // a source of lengths or of a mask; "": the file's own, or found
  bool keep_padding{false};
  std::string unit_columns{};  // of tables
  std::string labels{};        // a table beside the states; "": none
  // Arrays of the file that have several numbers a point and are wanted too, e.g. outputs.
  std::vector<std::string> tables{};
  // The command that reads again with these options beside its own, for errors.
  std::function<std::string(const std::string& options)> command{};
};

struct StatesFile {
  formats::Array states{};     // points x units, or stages x points x units
  PointPlaces places{};        // points, and where they stand in sequences if that is known
  formats::Archive columns{};  // what file and labels hold beside: a value a point each, and NAME_labels
  formats::Archive tables{};   // of those wanted the ones there are, arranged and cut as the states are
  // Where the file has `stage` and `point`, one of each a row: stages whose points come and go.
  std::vector<std::int32_t> stage{};
  std::vector<std::int32_t> point{};
  std::vector<std::string> stages{};  // names of the stages, where the file gives them by `stage`
  std::string reading{};  // "200 sequences x up to 30 steps x 128 units; padding left out"; "": one way only
  std::string earlier{};  // how `rssviz look`, which wrote the file, had read its source; "": another file
  std::vector<std::string> notes{};  // what else there is to say, a line each, with the file's name
  bool recorded{false};              // by `rssviz record`

  embed::SequencePlaces sequence_places() const;  // empty unless sequence and step are known
};

// An array of two dimensions is points x units; of three, sequences x steps x units, unless the request
// aligns or the file has an array `stage` of as many numbers; of four, with `align`, stages x sequences x
// steps x units. `axes` overrides all of that. Of sequences the padding is left out: by lengths or a mask,
// given or in the file (`lengths`, `mask`), else what is_padding finds after the last state of each. Throws
// as formats::read_states does; Error{data} with the commands that would read it in each way where lengths or
// labels fit neither reading, or both, and naming a table of another number of rows.
StatesFile read_states(const StatesRequest& request);

// Says what was understood, a line each.
void tell(const StatesFile& file, const std::string& source, Progress& progress);

// The file's states of its last stage alone: points x units; its tables likewise.
void keep_last_stage(StatesFile& file);

}  // namespace rssviz::cli
