// What the cross-situational task tells about the points of a trace, as named columns.
// Pure functions; safe on any thread.
#pragma once

#include "models/data/state_trace.h"
#include "models/tasks/csl/cross_situational.h"
#include "models/training/metrics.h"

namespace rssviz::models {

// Adds what the words alone tell, one value a point:
//   clause (first clause, and, second clause, last word; -1 at a zero state), is_final, two_objects (of the
//   whole sentence), heard_object_1, heard_position_1, heard_colour_1, heard_object_2, ... (-1: nothing heard
//   yet), stated_object_1, ... (what the whole sentence states).
// `trace.sequence` and `trace.token` must be whole sentences in order, as record_states makes them.
void annotate_words(const CrossSituationalTask& task, StateTrace& trace);

// Adds, or replaces, what the outputs tell; after annotate_words. Needs trace.outputs.
//   claimed_object_1, ... claimed_colour_2 (-1: None);
//   heard_error_1, heard_error_2 (right, claims more than heard, wrong) and heard_error = 3 error_1 +
//   error_2; sentence_error_1, sentence_error_2 (exact, valid, not valid) and sentence_error, likewise.
// On final points both judgements agree.
void annotate_outputs(const CrossSituationalTask& task, StateTrace& trace);

// The same columns from other outputs of the same points (another stage of learning) without touching the
// trace: points x n_outputs, row by row as in `trace`.
std::vector<IntColumn> output_columns(const CrossSituationalTask& task, const StateTrace& trace,
                                      MatrixRef outputs);

// The RMSE over sentences and outputs that no network can go below on average: what the teacher draws at
// random can only be met by its mean. An attribute that a clause leaves open is uniform over its group of
// size z (variance 1 - 1/z over the group); of an object that isn't there each group is all zeros with
// probability 1/2, else uniform (1/2 - 1/(4z)). Throws Error{data} for no sentences.
double rmse_floor(const CrossSituationalTask& task, const std::vector<Tokens>& sentences);

// How training judges outputs on this task. Keeps copies: task and corpus may go before it.
Judge csl_judge(const CrossSituationalTask& task, const Corpus& corpus);

}  // namespace rssviz::models
