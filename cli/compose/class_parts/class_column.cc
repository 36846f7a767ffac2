#include "cli/compose/class_parts/class_column.h"
#include "cli/compose/parts/columns/class_looks.h"

#include <cctype>
#include <cmath>

#include "cli/subjects/columns_beside.h"
#include "cli/subjects/reading_options.h"
#include "cli/subjects/roles.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/statistics/error_intervals.h"

namespace rssviz::cli {

bool is_of_file(const FigureRequest& request) { return request.networks.empty(); }

std::string class_column(const FigureRequest& request) {
  if (!is_of_file(request)) return role_column(*request.networks.front(), request.settings, "class");
  if (!request.settings.has("class"))
    fail(ErrorKind::usage,
         "--class is needed with a file of states: the column that holds the class of each sequence (it "
         "has: " +
             columns_beside_states(request.folders.front().string()) + "; of a table: --labels LABELS.csv)");
  return request.settings.text("class");
}

Option most_sequences_option() {
  return {"most", OptionType::integer,
          "1000", "sequences of a run that are recorded, at most (4 to 5000)",
          true,   {}};
}

Option folds_option() {
  return {"folds", OptionType::integer, "5", "parts that sequences are held out in (2 to 100)", true, {}};
}

models::Sample sample_of(const Settings& settings) {
  const long long most = settings.integer("most");
  check_range("most", static_cast<double>(most), most >= 4 && most <= 5000, "4 to 5000");
  return {"test", most, static_cast<std::uint64_t>(settings.integer("seed"))};
}

std::vector<Recorded> recorded(const FigureRequest& request, bool inputs) {
  const std::string column = class_column(request);
  std::vector<Recorded> all;
  if (is_of_file(request)) {
    all.emplace_back().file =
        read_step_states(states_request(request.settings, {request.folders.front().string()}), column);
  }
  if (is_of_file(request)) order_classes(request.settings, column, all.front().file.states);
  for (const NetworkView* const view : request.networks) {
    Recorded& one = all.emplace_back();
    one.view = view;
    one.run = run_states(*view, column, sample_of(request.settings), request.execution);
    order_classes(request.settings, column, one.run.states);
    one.file.states = one.run.states;
    if (inputs) one.file.inputs = inputs_by_step(*view, one.run);
    if (one.file.states.steps != all.front().file.states.steps)
      fail(ErrorKind::data,
           view->id + ": has other steps than " + request.networks.front()->id + "; draw them one by one");
  }
  tell_notes(request, all.front().file.states.notes);
  return all;
}

std::string sample_sentence(const models::StepStates& states, std::size_t networks) {
  return with_commas(static_cast<long long>(states.classes.size())) + " sequences of " +
         std::to_string(states.steps.size()) + " steps, " + std::to_string(states.count()) + " classes, " +
         with_commas(states.units()) + " units" +
         (networks > 1 ? ", " + std::to_string(networks) + " networks" : std::string()) +
         (networks > 1 && networks < 5 ? ", too few for bands. " : ". ");
}

std::string sample_sentence(const std::vector<Recorded>& of) {
  return sample_sentence(of.front().file.states, of.size());
}

std::string network_sentence(const FigureRequest& request) {
  if (is_of_file(request)) return "";
  const NetworkView& view = *request.networks.front();
  return "Network: " + view.description + ", " + view.training + ". ";
}

Pooled pooled_over(const std::vector<double>& values) {
  constexpr std::size_t kFew = 5;  // below, Student's t says hardly more than that little is known
  const models::MeanInterval mean = models::mean_interval(values);
  if (values.size() < kFew) return {mean.mean, std::nan(""), std::nan("")};
  return {mean.mean, mean.interval.low, mean.interval.high};
}

void tell_notes(const FigureRequest& request, const std::vector<std::string>& notes) {
  const std::string of = request.folders.empty() ? "states" : request.folders.front().string();
  for (const std::string& note : notes) request.execution.progress.warn(of + ": " + note);
}

std::string note_sentences(const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) {
    std::string sentence = note;
    sentence.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(sentence.front())));
    text += sentence + ". ";
  }
  return text;
}

}  // namespace rssviz::cli
